import { vietnamese } from "../../components";

/** Names of the states of an answer, its channels and kinds of evidence, for officials. */
export const word = vietnamese({
    valid: "hợp lệ",
    invalid: "không hợp lệ",
    voided: "đã loại",
    erased: "đã xóa",
    probability: "mẫu xác suất",
    open: "mở cho mọi người",
    web: "trang hỏi",
    api: "kết nối API",
    device: "thiết bị thực địa",
    paper: "giấy",
    bulk: "nhập hàng loạt",
    received: "đã nhận",
    edited: "đã sửa",
    rechecked: "đã phúc tra",
    restored: "đã khôi phục",
});
export type Word = Parameters<typeof word>[0];
