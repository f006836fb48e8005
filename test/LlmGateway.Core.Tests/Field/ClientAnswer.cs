using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Core.Tests.Field;

/// <summary>What a strict client of a protocol understands of a response. Throws where it would.</summary>
internal sealed record ClientAnswer
{
    public StringBuilder Text { get; } = new();
    public StringBuilder Reasoning { get; } = new();
    public StringBuilder Signatures { get; } = new();
    public List<ClientCall> Calls { get; } = [];
    public string? Finish { get; private set; }
    public int Input { get; private set; }
    public int Output { get; private set; }

    public static ClientAnswer Read(string route, bool streamed, string body)
    {
        var answer = new ClientAnswer();
        var events = streamed ? Events(body) : [Parse(body)];
        switch (route)
        {
            case "/v1/chat/completions":
                foreach (var one in events) answer.Chat(one, streamed ? "delta" : "message");
                break;
            case "/v1/messages" when streamed: answer.MessageEvents(events); break;
            case "/v1/messages": answer.Message(events[0]); break;
            case "/v1/responses": answer.Response(streamed ? Last(events) : events[0]); break;
            default:
                foreach (var one in events) answer.Native(one);
                break;
        }
        return answer;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 })!.AsObject();

    private static List<JsonObject> Events(string body)
    {
        List<JsonObject> events = [];
        foreach (var line in body.Split('\n'))
            if (line.StartsWith("data: {", StringComparison.Ordinal)) events.Add(Parse(line[6..]));
        foreach (var one in events) one["error"].Should().BeNull();
        return events;
    }

    private void Chat(JsonObject body, string member)
    {
        if (body["usage"] is JsonObject usage) (Input, Output) = ((int)usage["prompt_tokens"]!, (int)usage["completion_tokens"]!);
        if (body["choices"]!.AsArray() is not [JsonObject choice, ..]) return;
        var said = choice[member]!;
        Text.Append((string?)said["content"]);
        Reasoning.Append((string?)said["reasoning_content"]);
        var position = 0;
        foreach (var call in said["tool_calls"]?.AsArray() ?? [])
        {
            var index = (int?)call!["index"] ?? position++;
            if (index == Calls.Count) Calls.Add(new ClientCall((string)call["id"]!, (string)call["function"]!["name"]!));
            Calls[index].Arguments.Append((string?)call["function"]!["arguments"]);
        }
        Finish = (string?)choice["finish_reason"] ?? Finish;
    }

    private void Message(JsonObject body)
    {
        foreach (var block in body["content"]!.AsArray())
        {
            Text.Append((string?)block!["text"]);
            Reasoning.Append((string?)block["thinking"]);
            Signatures.Append((string?)block["signature"]);
            if ((string)block["type"]! != "tool_use") continue;
            Calls.Add(new ClientCall((string)block["id"]!, (string)block["name"]!));
            Calls[^1].Arguments.Append(block["input"]!.AsObject().ToJsonString(new JsonSerializerOptions { MaxDepth = 1000 }));
        }
        Ended((string?)body["stop_reason"], body["usage"]!);
    }

    private void MessageEvents(List<JsonObject> events)
    {
        ((string)events[0]["type"]!).Should().Be("message_start");
        ((string)events[^1]["type"]!).Should().Be("message_stop");
        int? open = null;
        var (next, call) = (0, (ClientCall?)null);
        foreach (var one in events)
        {
            switch ((string)one["type"]!)
            {
                case "content_block_start":
                    open.Should().BeNull("a block begins when the one before has ended");
                    open = (int)one["index"]!;
                    open.Should().Be(next++);
                    var block = one["content_block"]!;
                    call = (string)block["type"]! == "tool_use" ? new ClientCall((string)block["id"]!, (string)block["name"]!) : null;
                    if (call is not null) Calls.Add(call);
                    break;
                case "content_block_delta":
                    ((int)one["index"]!).Should().Be(open, "only the open block goes on");
                    var delta = one["delta"]!;
                    Text.Append((string?)delta["text"]);
                    Reasoning.Append((string?)delta["thinking"]);
                    Signatures.Append((string?)delta["signature"]);
                    call?.Arguments.Append((string?)delta["partial_json"]);
                    break;
                case "content_block_stop":
                    ((int)one["index"]!).Should().Be(open);
                    open = null;
                    break;
                case "message_delta":
                    open.Should().BeNull();
                    Ended((string?)one["delta"]!["stop_reason"], one["usage"]!);
                    break;
            }
        }
    }

    private void Ended(string? reason, JsonNode usage)
    {
        Finish = reason switch { "end_turn" or "stop_sequence" => "stop", "tool_use" => "tool_calls", "max_tokens" => "length", "refusal" => "content_filter", _ => reason };
        (Input, Output) = ((int)usage["input_tokens"]! + ((int?)usage["cache_read_input_tokens"] ?? 0) + ((int?)usage["cache_creation_input_tokens"] ?? 0), (int)usage["output_tokens"]!);
    }

    /// <summary>The last event holds the response; what came before is the same in pieces.</summary>
    private static JsonObject Last(List<JsonObject> events)
    {
        var response = events[^1]["response"]!.AsObject();
        var text = string.Concat(events.Where(one => (string)one["type"]! == "response.output_text.delta").Select(one => (string)one["delta"]!));
        var arguments = string.Concat(events.Where(one => (string)one["type"]! == "response.function_call_arguments.delta").Select(one => (string)one["delta"]!));
        var items = response["output"]!.AsArray();
        text.Should().Be(string.Concat(items.SelectMany(item => item!["content"]?.AsArray() ?? []).Select(part => (string?)part!["text"])));
        arguments.Should().Be(string.Concat(items.Select(item => (string?)item!["arguments"]).Where(given => given != "{}")));
        return response;
    }

    private void Response(JsonObject body)
    {
        foreach (var item in body["output"]!.AsArray())
        {
            foreach (var part in item!["content"]?.AsArray() ?? []) Text.Append((string?)part!["text"]);
            foreach (var part in item["summary"]?.AsArray() ?? []) Reasoning.Append((string?)part!["text"]);
            if ((string)item["type"]! != "function_call") continue;
            Calls.Add(new ClientCall((string)item["call_id"]!, (string)item["name"]!));
            Calls[^1].Arguments.Append((string)item["arguments"]!);
        }
        Finish = ((string)body["status"]!, (string?)body["incomplete_details"]?["reason"]) switch
        {
            ("completed", _) => Calls.Count > 0 ? "tool_calls" : "stop",
            ("incomplete", "max_output_tokens") => "length",
            var (status, why) => why ?? status,
        };
        if (body["usage"] is { } usage) (Input, Output) = ((int)usage["input_tokens"]!, (int)usage["output_tokens"]!);
    }

    private void Native(JsonObject frame) => Text.Append((string?)frame["completion"]);
}

/// <summary>A tool call as a client has it.</summary>
internal sealed record ClientCall(string Id, string Name)
{
    public StringBuilder Arguments { get; } = new();
}
