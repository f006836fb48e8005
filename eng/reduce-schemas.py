#!/usr/bin/env python3
"""Reduces vendors' OpenAPI documents to the JSON schemas of what this gateway answers; the contract tests (Core.Tests/Contracts) read the result.

  eng/reduce-schemas.py DIRECTORY   with openai-openapi.yml, anthropic-openapi.yml and openresponses-openapi.json

Needs PyYAML. Descriptions, examples and defaults are left out, and OpenAPI's `nullable` becomes a type of JSON Schema. All else is the vendors'.
"""
import json
import pathlib
import sys

import yaml

TARGET = pathlib.Path(__file__).parent.parent / "test/LlmGateway.Core.Tests/Contracts/Schemas"

EVENTS = ["Created", "InProgress", "Completed", "Failed", "Incomplete", "OutputItemAdded", "OutputItemDone", "ContentPartAdded", "ContentPartDone",
          "FunctionCallArgumentsDelta", "FunctionCallArgumentsDone"]

# By file: the document, and the schemas that answers and their events have.
ROOTS = {
    "openai": ("openai-openapi.yml", [
        "Response", "CompactResource", "ResponseItemList", "TokenCountsResource", "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse",
        "CreateEmbeddingResponse", "ListModelsResponse", "Model", "ErrorResponse", "ResponseErrorEvent",
        "ResponseTextDeltaEvent", "ResponseTextDoneEvent", "ResponseOutputTextAnnotationAddedEvent",
        "ResponseReasoningSummaryPartAddedEvent", "ResponseReasoningSummaryPartDoneEvent", "ResponseReasoningSummaryTextDeltaEvent",
        "ResponseReasoningSummaryTextDoneEvent", "ResponseCustomToolCallInputDeltaEvent", "ResponseCustomToolCallInputDoneEvent",
        *[f"Response{name}Event" for name in EVENTS]]),
    "anthropic": ("anthropic-openapi.yml", [
        "Message", "CountMessageTokensResponse", "ListResponse_ModelInfo_", "ModelInfo", "ErrorResponse", "MessageStreamEvent"]),
    "openresponses": ("openresponses-openapi.json", [
        "ResponseResource", "CompactResource", "ErrorStreamingEvent", "WebSocketErrorEvent", "WebSocketResponseCreateEvent",
        "ResponseOutputTextDeltaStreamingEvent", "ResponseOutputTextDoneStreamingEvent", "ResponseOutputTextAnnotationAddedStreamingEvent",
        "ResponseReasoningSummaryPartAddedStreamingEvent", "ResponseReasoningSummaryPartDoneStreamingEvent",
        "ResponseReasoningSummaryDeltaStreamingEvent", "ResponseReasoningSummaryDoneStreamingEvent",
        *[f"Response{name}StreamingEvent" for name in EVENTS]]),
}

# Members that a document requires, and that its vendor's own servers leave out where there is nothing to say.
LENIENT = {
    # The AI SDK's reader of whole messages takes no null here, and it reads Anthropic's answers.
    ("anthropic", "ResponseTextBlock"): {"citations"},
    # Of a call that the model made itself. Clients send calls back, and a server that does not know the member refuses them.
    ("anthropic", "ResponseToolUseBlock"): {"caller"},
}

# Members to which a document gives no null, though its vendor's own servers do.
NULLABLE = {
    ("openai", "ModelResponseProperties"): {"safety_identifier", "prompt_cache_key", "user"},
    ("openai", "TextResponseFormatJsonSchema"): {"description"},
    # Until the answer has ended.
    ("openai", "Response"): {"usage"},
}

WORDS = {"description", "title", "example", "examples", "default", "discriminator", "deprecated", "externalDocs", "nullable", "$recursiveAnchor"}


def reduced(schema, root):
    if isinstance(schema, list):
        return [reduced(one, root) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for name, value in schema.items():
        if name in ("properties", "patternProperties", "$defs"):
            kept[name] = {member: reduced(one, root) for member, one in value.items()}
        elif name in ("enum", "const", "required"):
            kept[name] = value
        elif name == "$recursiveRef":
            kept["$ref"] = f"#/$defs/{root}"
        elif name == "$ref":
            kept[name] = value.replace("#/components/schemas/", "#/$defs/")
        elif name not in WORDS and not name.startswith("x-"):
            kept[name] = reduced(value, root)
    if schema.get("nullable") is True:
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


def references(schema):
    if isinstance(schema, list):
        for one in schema:
            yield from references(one)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rsplit("/", 1)[1]
        for one in schema.values():
            yield from references(one)


def main(directory):
    for name, (document, roots) in ROOTS.items():
        schemas = yaml.load((directory / document).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["components"]["schemas"]
        needed, open_ones = {}, [root for root in roots]
        while open_ones:
            one = open_ones.pop()
            if one in needed:
                continue
            needed[one] = reduced(schemas[one], one)
            for part in [needed[one], *needed[one].get("allOf", [])]:
                for member in NULLABLE.get((name, one), set()) & set(part.get("properties", {})):
                    part["properties"][member] = {"anyOf": [part["properties"][member], {"type": "null"}]}
            for member in LENIENT.get((name, one), ()):
                needed[one]["required"].remove(member)
            open_ones += references(needed[one])
        text = ",\n".join(f"{json.dumps(one)}: {json.dumps(needed[one], separators=(',', ':'), ensure_ascii=False)}" for one in sorted(needed))
        (TARGET / f"{name}.json").write_text('{"$defs": {\n' + text + "\n}}\n", encoding="utf-8")
        print(name, len(needed), (TARGET / f"{name}.json").stat().st_size)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
