import type { ApprovalProps, TagKind } from "../../components";

export const stateKinds: Record<string, TagKind | undefined> = {
    submitted: "warn",
    returned: "bad",
    approved: "good",
    locked: "good",
};

export const boxStates: Record<string, ApprovalProps["state"]> = {
    draft: "draft",
    submitted: "waiting",
    returned: "returned",
    approved: "approved",
    locked: "approved",
};

/** The way of a dossier, for the timeline. */
export const way = [
    { state: "draft", name: "Đang soạn" },
    { state: "submitted", name: "Chờ phê duyệt" },
    { state: "approved", name: "Đã phê duyệt" },
    { state: "locked", name: "Đã khóa" },
];
