import type { ComponentChildren } from "preact";
import { common } from "./common";
import { integer, moment } from "./format";
import { Definitions } from "./layout";
import { Tag, type TagKind } from "./tag";

export interface State {
    name: string;
    /** Day or person. */
    note?: ComponentChildren;
    state: "done" | "now" | "later";
}

/** The way of a thing through its states: what is done, where it stands, what comes. */
export function Timeline({ states, label }: { states: State[]; label: string }) {
    return (
        <ol class="timeline" aria-label={label}>
            {states.map((one) => (
                <li key={one.name} class={one.state} aria-current={one.state === "now" ? "step" : undefined}>
                    <span class="name">
                        {one.name}
                        <span class="hidden-text"> ({common(one.state)})</span>
                    </span>
                    {one.note && <small>{one.note}</small>}
                </li>
            ))}
        </ol>
    );
}

/** What happened, by whom, when; newest first. */
export function History({ entries }: { entries: Array<{ at: string; text: ComponentChildren; by?: string }> }) {
    return (
        <ol class="history">
            {entries.map((entry, i) => (
                <li key={i}>
                    <time dateTime={entry.at}>{moment(entry.at)}</time>
                    <span>
                        {entry.text}
                        {entry.by && <small class="soft"> · {entry.by}</small>}
                    </span>
                </li>
            ))}
        </ol>
    );
}

export interface ApprovalProps {
    title: string;
    state: "waiting" | "approved" | "returned" | "draft";
    stateText: string;
    /** What exactly is approved: file, SHA-256, number, day, signer … */
    items: Array<[string, ComponentChildren]>;
    /** The forms of those who may decide. */
    children?: ComponentChildren;
}

const approvalKind: Record<ApprovalProps["state"], TagKind | undefined> = {
    waiting: "warn",
    approved: "good",
    returned: "bad",
    draft: undefined,
};

export function Approval({ title, state, stateText, items, children }: ApprovalProps) {
    return (
        <section class={`approval ${state}`}>
            <h2>
                {title} <Tag kind={approvalKind[state]}>{stateText}</Tag>
            </h2>
            <Definitions items={items} />
            {children}
        </section>
    );
}

export interface JobProps {
    title: string;
    state: "waiting" | "running" | "done" | "failed" | "cancelled";
    stateText: string;
    /** Steps done and in all; 0 in all: not known yet. */
    done: number;
    total: number;
    message?: string;
    /** Address of the job's document (.json); the island asks it and loads the page again when the state changes. */
    poll?: string;
    children?: ComponentChildren;
}

const jobKind: Record<JobProps["state"], TagKind | undefined> = {
    waiting: "accent",
    running: "accent",
    done: "good",
    failed: "bad",
    cancelled: "warn",
};

/** A long work: how far it is. The page needs `refresh` and the island "job" while it runs. */
export function JobProgress(props: JobProps) {
    const open = props.state === "waiting" || props.state === "running";
    return (
        <section class="job" data-job={open ? props.poll : undefined} data-job-state={props.state}>
            <div class="state">
                <b>{props.title}</b>
                <Tag kind={jobKind[props.state]}>{props.stateText}</Tag>
            </div>
            {open && (
                <p>
                    <progress
                        max={props.total || 1}
                        value={props.total ? props.done : undefined}
                        aria-label={props.title}
                        data-job-bar
                    />{" "}
                    <span class="numeric soft" data-job-count>
                        {props.total > 0 && `${integer(props.done)}/${integer(props.total)}`}
                    </span>
                </p>
            )}
            <p data-job-message aria-live="polite">
                {props.message}
            </p>
            {props.children}
        </section>
    );
}

export interface InboxEntry {
    title: string;
    href: string;
    what?: ComponentChildren;
    tag?: ComponentChildren;
    deadline?: ComponentChildren;
}

/** What waits for me. */
export function InboxList({ entries }: { entries: InboxEntry[] }) {
    return (
        <ul class="inbox-list">
            {entries.map((entry) => (
                <li key={entry.href + entry.title}>
                    <span class="what">
                        <a href={entry.href}>{entry.title}</a>
                        {entry.what && <small>{entry.what}</small>}
                    </span>
                    {entry.tag}
                    {entry.deadline && <span class="numeric">{entry.deadline}</span>}
                </li>
            ))}
        </ul>
    );
}
