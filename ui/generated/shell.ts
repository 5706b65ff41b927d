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
    }
}
