import { Tag } from "../../components";

export const passwordHint =
    "Ít nhất 12 ký tự. Dễ nhớ và khó đoán nhất là bốn từ không liên quan đến nhau, có dấu cách giữa các từ.";

/** Where a role holds: all units, or those named. */
export function Units({ units }: { units: string[] }) {
    return <>{units.length === 0 ? "mọi đơn vị" : units.join(", ")}</>;
}

export function AccountState({ active, has_password }: { active: boolean; has_password: boolean }) {
    if (!active) return <Tag kind="bad">Đã ngừng</Tag>;
    return has_password ? <Tag kind="good">Đang hoạt động</Tag> : <Tag kind="warn">Chưa đặt mật khẩu</Tag>;
}
