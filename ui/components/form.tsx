import type { ComponentChildren } from "preact";
import { Button, type ButtonKind } from "./button";
import { common } from "./common";
import { page } from "./view";

export interface FieldMessage {
    field: string;
    message: string;
}

export interface FormProps {
    action: string;
    /** Sends files. */
    files?: boolean;
    /** Refused fields: drawn in a summary that links to them, and at each field that gets the same list. */
    errors?: FieldMessage[];
    /** Hidden values. */
    values?: Record<string, string | number>;
    inline?: boolean;
    id?: string;
    children?: ComponentChildren;
}

/** A form that changes something: POST with the anti-forgery field. For searches and filters see Filters. */
export function Form({ action, files, errors, values, inline, id, children }: FormProps) {
    return (
        <>
            {errors && <ErrorSummary errors={errors} />}
            <form
                action={action}
                method="post"
                enctype={files ? "multipart/form-data" : undefined}
                class={inline ? "inline" : undefined}
                id={id}
                novalidate
            >
                <input type="hidden" name="_csrf" value={page().csrf} />
                {Object.entries(values ?? {}).map(([name, value]) => (
                    <input key={name} type="hidden" name={name} value={value} />
                ))}
                {children}
            </form>
        </>
    );
}

/** A form of one button: withdraw, sign out, start. */
export function PostButton(props: {
    action: string;
    label: string;
    values?: Record<string, string | number>;
    kind?: ButtonKind;
    small?: boolean;
}) {
    return (
        <Form action={props.action} values={props.values} inline>
            <Button kind={props.kind} small={props.small}>
                {props.label}
            </Button>
        </Form>
    );
}

export function ErrorSummary({ errors }: { errors: FieldMessage[] }) {
    if (errors.length === 0) return null;
    return (
        <div class="error-summary" role="alert" aria-labelledby="error-summary" tabIndex={-1} autofocus>
            <h2 id="error-summary">{common("errorTitle")}</h2>
            <ul>
                {errors.map((error) => (
                    <li key={error.field + error.message}>
                        {error.field ? <a href={`#f-${error.field}`}>{error.message}</a> : error.message}
                    </li>
                ))}
            </ul>
        </div>
    );
}

interface Common {
    name: string;
    label: ComponentChildren;
    hint?: ComponentChildren;
    optional?: boolean;
    errors?: FieldMessage[];
}

function trouble({ name, errors }: Pick<Common, "name" | "errors">): string | undefined {
    return errors?.find((error) => error.field === name)?.message;
}

/** aria-describedby of a field: hint and error. */
function described(props: Common): string | undefined {
    const ids = [props.hint && `h-${props.name}`, trouble(props) && `e-${props.name}`].filter(Boolean);
    return ids.length ? ids.join(" ") : undefined;
}

function Around(props: Common & { control: ComponentChildren }) {
    return (
        <div class={trouble(props) ? "field wrong" : "field"}>
            <label for={`f-${props.name}`}>
                {props.label} {props.optional && <span class="optional">({common("optional")})</span>}
            </label>
            <Help {...props} />
            {props.control}
        </div>
    );
}

function Help(props: Common) {
    const message = trouble(props);
    return (
        <>
            {props.hint && (
                <p class="hint" id={`h-${props.name}`}>
                    {props.hint}
                </p>
            )}
            {message && (
                <p class="field-error" id={`e-${props.name}`}>
                    <span class="hidden-text">{common("error")}: </span>
                    {message}
                </p>
            )}
        </>
    );
}

export interface TextFieldProps extends Common {
    value?: string | number | null;
    type?: "text" | "email" | "tel" | "url" | "password" | "search" | "date" | "datetime-local";
    /** Figures only: a number pad on phones. */
    numeric?: boolean;
    short?: boolean;
    autocomplete?: string;
    maxLength?: number;
    placeholder?: string;
}

/** One line: text, password, number, day, moment. */
export function TextField(props: TextFieldProps) {
    const size = props.numeric
        ? "number"
        : props.type === "datetime-local"
          ? "moment"
          : props.short || props.type === "date"
            ? "short"
            : "";
    return (
        <Around
            {...props}
            control={
                <input
                    class={`input ${size}`}
                    id={`f-${props.name}`}
                    name={props.name}
                    type={(props.type ?? "text") as "text"}
                    value={props.value ?? ""}
                    inputMode={props.numeric ? "decimal" : undefined}
                    autocomplete={props.autocomplete ?? (props.numeric ? "off" : undefined)}
                    maxLength={props.maxLength}
                    placeholder={props.placeholder}
                    aria-describedby={described(props)}
                    aria-invalid={trouble(props) ? "true" : undefined}
                    required={!props.optional}
                />
            }
        />
    );
}

export function TextArea(props: Common & { value?: string; rows?: number; maxLength?: number }) {
    return (
        <Around
            {...props}
            control={
                <textarea
                    class="input"
                    id={`f-${props.name}`}
                    name={props.name}
                    rows={props.rows ?? 5}
                    maxLength={props.maxLength}
                    aria-describedby={described(props)}
                    aria-invalid={trouble(props) ? "true" : undefined}
                    required={!props.optional}
                    value={props.value ?? ""}
                />
            }
        />
    );
}

export interface Choice {
    value: string | number;
    label: ComponentChildren;
    hint?: ComponentChildren;
    /** Stands apart: "không biết", "không trả lời". */
    apart?: boolean;
}

export interface SelectProps extends Common {
    choices: Choice[];
    value?: string | number | null;
    /** Text of the empty choice; without it there is none. */
    empty?: string;
}

export function Select(props: SelectProps) {
    return (
        <Around
            {...props}
            control={
                <select
                    class="input"
                    id={`f-${props.name}`}
                    name={props.name}
                    aria-describedby={described(props)}
                    aria-invalid={trouble(props) ? "true" : undefined}
                >
                    {props.empty !== undefined && <option value="">{props.empty}</option>}
                    {props.choices.map((choice) => (
                        <option
                            key={choice.value}
                            value={choice.value}
                            selected={String(choice.value) === String(props.value ?? "")}
                        >
                            {choice.label}
                        </option>
                    ))}
                </select>
            }
        />
    );
}

interface GroupProps extends Common {
    /** Larger legend: the question of a questionnaire. */
    question?: boolean;
    children: ComponentChildren;
}

function Group(props: GroupProps) {
    const kinds = ["field", props.question && "question", trouble(props) && "wrong"].filter(Boolean).join(" ");
    return (
        <fieldset class={kinds} aria-describedby={described(props)} id={`g-${props.name}`}>
            <legend>
                {props.label} {props.optional && <span class="optional">({common("optional")})</span>}
            </legend>
            <Help {...props} />
            {props.children}
        </fieldset>
    );
}

export interface ChoicesProps extends Common {
    choices: Choice[];
    question?: boolean;
}

/** One of several. */
export function Radios(props: ChoicesProps & { value?: string | number | null }) {
    return (
        <Group {...props}>
            {props.choices.map((choice, i) => (
                <label class="choice" key={choice.value}>
                    <input
                        type="radio"
                        id={i === 0 ? `f-${props.name}` : undefined}
                        name={props.name}
                        value={choice.value}
                        checked={String(choice.value) === String(props.value ?? "")}
                    />
                    <span>
                        {choice.label}
                        {choice.hint && <small>{choice.hint}</small>}
                    </span>
                </label>
            ))}
        </Group>
    );
}

/** Several of several: the same name is sent once for each. */
export function Checkboxes(props: ChoicesProps & { values?: Array<string | number> }) {
    const chosen = new Set((props.values ?? []).map(String));
    return (
        <Group {...props}>
            {props.choices.map((choice, i) => (
                <label class="choice" key={choice.value}>
                    <input
                        type="checkbox"
                        id={i === 0 ? `f-${props.name}` : undefined}
                        name={props.name}
                        value={choice.value}
                        checked={chosen.has(String(choice.value))}
                    />
                    <span>
                        {choice.label}
                        {choice.hint && <small>{choice.hint}</small>}
                    </span>
                </label>
            ))}
        </Group>
    );
}

/** A yes that stands alone: sends "1". */
export function Checkbox(props: Common & { checked?: boolean }) {
    return (
        <div class={trouble(props) ? "field wrong" : "field"}>
            <label class="choice">
                <input
                    type="checkbox"
                    id={`f-${props.name}`}
                    name={props.name}
                    value="1"
                    checked={props.checked}
                    aria-describedby={described(props)}
                />
                <span>{props.label}</span>
            </label>
            <Help {...props} />
        </div>
    );
}

/** A labelled scale: a row on wide screens, a column on phones; choices marked `apart` stand below. */
export function Scale(props: ChoicesProps & { value?: string | number | null; column?: boolean }) {
    const option = (choice: Choice, first: boolean) => (
        <label key={choice.value}>
            <input
                type="radio"
                id={first ? `f-${props.name}` : undefined}
                name={props.name}
                value={choice.value}
                checked={String(choice.value) === String(props.value ?? "")}
            />
            <span>{choice.label}</span>
        </label>
    );
    const apart = props.choices.filter((choice) => choice.apart);
    return (
        <Group question {...props}>
            <div class={props.column ? "scale" : "scale row"}>
                {props.choices.filter((choice) => !choice.apart).map((choice, i) => option(choice, i === 0))}
            </div>
            {apart.length > 0 && <div class="scale apart">{apart.map((choice) => option(choice, false))}</div>}
        </Group>
    );
}

export function FileField(props: Common & { accept?: string; multiple?: boolean }) {
    return (
        <Around
            {...props}
            control={
                <input
                    class="input"
                    id={`f-${props.name}`}
                    name={props.name}
                    type="file"
                    accept={props.accept}
                    multiple={props.multiple}
                    aria-describedby={described(props)}
                    aria-invalid={trouble(props) ? "true" : undefined}
                />
            }
        />
    );
}
