// Written by the program from its documents; do not edit. See ui/README.md.

export interface ErrorPage {
    status: number;
    message: string;
    request_id: string;
    fields: Array<FieldMessage>;
}

export interface FieldMessage {
    field: string;
    message: string;
}

export interface GalleryPage {
    part: string;
    rows: Array<GalleryRow>;
}

export interface GalleryRow {
    code: string;
    name: string;
    value: number | null;
    low: number | null;
    high: number | null;
    rank: number;
}

export interface JobPage {
    title: string;
    state: string;
    done: number;
    total: number;
    message: string;
    back_label: string;
    back_address: string;
    result_label: string;
    result_address: string;
    cancel_address: string;
}

export interface MessagePage {
    title: string;
    text: string;
    kind: string;
    next_label: string;
    next_address: string;
}

export interface Notice {
    text: string;
}

export interface PageContext {
    language: string;
    path: string;
    query: string;
    csrf: string;
    user: string;
    request_id: string;
    simulated: boolean;
    notice: Notice | null;
    permissions: Array<string>;
    site: Site;
    visits: VisitCounts | null;
    waiting: number;
}

export interface PrintPage {
    title: string;
    subtitle: string;
    columns: Array<string>;
    numeric: Array<number>;
    rows: Array<Array<string>>;
    note: string;
    source: string;
}

export interface Site {
    name: string;
    tagline: string;
    agency: string;
    address: string;
    phone: string;
    email: string;
    responsible: string;
    ipv6: boolean;
    trust_address: string;
}

export interface VisitCounts {
    online: number;
    today: number;
    week: number;
    all: number;
}

declare module "../components/view" {
    interface Views {
        "shell/error": ErrorPage;
        "shell/message": MessagePage;
        "shell/job": JobPage;
        "shell/print": PrintPage;
        "shell/gallery": GalleryPage;
    }
}
