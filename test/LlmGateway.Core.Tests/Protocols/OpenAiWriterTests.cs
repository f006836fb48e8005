using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class OpenAiWriterTests
{
    private static readonly ChatEvent[] ToolAnswer =
    [
        new TextDelta("Let me look."), new ToolCallStarted(0, "id-a", "f"), new ToolCallDelta(0, "{\"x\":"), new ToolCallDelta(0, "1}"),
        new ToolCallStarted(1, "id-b", "g"), new AnswerEnded(FinishReason.ToolCalls), new UsageReported(new TokenUsage(10, 5, CacheReadTokens: 4)),
    ];

    [Fact]
    public void Streams_tool_calls_with_a_dense_index_and_empty_first_arguments()
    {
        var chunks = Stream(includeUsage: true, ToolAnswer);

        var calls = chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!["tool_calls"]?[0]).Where(call => call is not null).ToList();
        calls.Select(call => call!["index"]!.GetValue<int>()).Should().Equal(0, 0, 0, 1, 1);
        calls.Select(call => call!["function"]!["arguments"]!.GetValue<string>()).Should().Equal(["", "{\"x\":", "1}", "", "{}"], "a call without arguments ends as an empty object");
        calls[0]!["id"]!.GetValue<string>().Should().Be("id-a");
        calls[1]!.AsObject().ContainsKey("id").Should().BeFalse("only the first chunk of a call names it");
    }

    [Fact]
    public void The_first_chunk_names_the_role_and_only_the_last_choice_has_a_finish_reason()
    {
        var chunks = Stream(includeUsage: false, new TextDelta("Hi"), new AnswerEnded(FinishReason.Length));

        chunks.Should().HaveCount(3);
        chunks[0]["choices"]![0]!["delta"]!["role"]!.GetValue<string>().Should().Be("assistant");
        chunks.Select(chunk => chunk["choices"]![0]!["finish_reason"]?.GetValue<string>()).Should().Equal(null, null, "length");
        chunks.Should().OnlyContain(chunk => chunk["id"]!.GetValue<string>() == "chatcmpl-r" && chunk["model"]!.GetValue<string>() == "m" && chunk["created"]!.GetValue<long>() == 86400);
    }

    [Fact]
    public void Usage_comes_in_a_last_chunk_without_choices_when_asked_for()
    {
        Stream(includeUsage: false, ToolAnswer).Should().OnlyContain(chunk => !chunk.AsObject().ContainsKey("usage"));

        var chunks = Stream(includeUsage: true, ToolAnswer);
        chunks.SkipLast(1).Should().OnlyContain(chunk => chunk.AsObject().ContainsKey("usage") && chunk["usage"] == null, "who asks for usage finds the member in every chunk");
        var last = chunks[^1];
        last["choices"]!.AsArray().Should().BeEmpty();
        last["usage"]!.ToJsonString().Should().Be("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":0}}""");
    }

    [Fact]
    public void Gathers_the_same_answer_whole()
    {
        var whole = JsonNode.Parse(Render(stream: false, includeUsage: false, ToolAnswer))!;

        var message = whole["choices"]![0]!["message"]!;
        message["content"]!.GetValue<string>().Should().Be("Let me look.");
        message["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>().Should().Be("{\"x\":1}");
        message["tool_calls"]![1]!["function"]!["arguments"]!.GetValue<string>().Should().Be("{}", "a call without arguments is an empty object");
        whole["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("tool_calls");
        whole["usage"]!["total_tokens"]!.GetValue<int>().Should().Be(15);
    }

    [Theory]
    [InlineData("quote \" backslash \\ newline \n tab \t nul \0 世界 🌍 </script>")]
    public void Text_survives_the_wire(string text) =>
        string.Concat(Stream(false, new TextDelta(text), new AnswerEnded(FinishReason.Stop)).Select(chunk => chunk["choices"]![0]!["delta"]!["content"]?.GetValue<string>())).Should().Be(text);

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, 400, "invalid_request_error", null, "invalid_request")]
    [InlineData(ErrorKind.Unauthenticated, 401, "invalid_request_error", "invalid_api_key", "unauthenticated")]
    [InlineData(ErrorKind.OverBudget, 429, "insufficient_quota", "insufficient_quota", "over_budget")]
    [InlineData(ErrorKind.ModelNotAllowed, 403, "invalid_request_error", "model_not_allowed", "model_not_allowed")]
    [InlineData(ErrorKind.UnknownModel, 404, "invalid_request_error", "model_not_found", "model_not_found")]
    [InlineData(ErrorKind.UnknownRoute, 404, "invalid_request_error", "unknown_url", "not_found")]
    [InlineData(ErrorKind.WrongMethod, 405, "invalid_request_error", "method_not_supported", "method_not_allowed")]
    [InlineData(ErrorKind.TooLarge, 413, "invalid_request_error", null, "too_large")]
    [InlineData(ErrorKind.Throttled, 429, "rate_limit_error", "rate_limit_exceeded", "throttled")]
    [InlineData(ErrorKind.ContextTooLong, 400, "invalid_request_error", "context_length_exceeded", "context_too_long")]
    [InlineData(ErrorKind.UpstreamFailed, 502, "api_error", "upstream_failed", "upstream_failed")]
    [InlineData(ErrorKind.Overloaded, 503, "api_error", "overloaded", "overloaded")]
    [InlineData(ErrorKind.Timeout, 504, "api_error", "timeout", "timeout")]
    [InlineData(ErrorKind.Internal, 500, "api_error", "internal", "internal")]
    public void Errors_follow_the_table(ErrorKind kind, int status, string type, string? code, string native)
    {
        var output = new ArrayBufferWriter<byte>();
        OpenAiErrorWriter.Write(new GatewayError(kind, "Why.", Field: "model"), output);

        var error = JsonNode.Parse(output.WrittenSpan)!["error"]!;
        error["type"]!.GetValue<string>().Should().Be(type);
        error["code"]?.GetValue<string>().Should().Be(code);
        error["param"]!.GetValue<string>().Should().Be("model");
        error["message"]!.GetValue<string>().Should().Be("Why.");
        ErrorWords.Of(kind).Status.Should().Be(status);
        ErrorWords.Of(kind).NativeCode.Should().Be(native);
    }

    [Fact]
    public void A_copied_payload_of_several_lines_stays_one_event()
    {
        var output = new ArrayBufferWriter<byte>();
        ServerSentEvents.Write("{\n\"a\":1}"u8, output);
        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("data: {\ndata: \"a\":1}\n\n");
    }

    private static List<JsonNode> Stream(bool includeUsage, params ChatEvent[] events)
    {
        var text = Render(stream: true, includeUsage, events);
        text.Should().EndWith("data: [DONE]\n\n");
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Select(line => JsonNode.Parse(line["data: ".Length..])!)];
    }

    [Fact]
    public void Who_knows_tools_as_functions_gets_one_call()
    {
        var whole = JsonNode.Parse(Render(stream: false, includeUsage: false, ToolAnswer, oldFunctions: true))!["choices"]![0]!;
        whole["message"]!["function_call"]!.ToJsonString().Should().Be("""{"name":"f","arguments":"{\u0022x\u0022:1}"}""");
        whole["message"]!.AsObject().Should().NotContainKey("tool_calls");
        whole["finish_reason"]!.GetValue<string>().Should().Be("function_call");

        var streamed = Render(stream: true, includeUsage: false, ToolAnswer, oldFunctions: true);
        streamed.Should().Contain("""{"function_call":{"name":"f","arguments":""}}""").And.Contain("""{"function_call":{"arguments":"1}"}}""").And.Contain("\"finish_reason\":\"function_call\"")
            .And.NotContain("tool_calls").And.NotContain("\"g\"");
    }

    private static string Render(bool stream, bool includeUsage, ChatEvent[] events, bool oldFunctions = false)
    {
        var parsed = new ParsedChat(new ChatRequest { Messages = [], Stream = stream }) { IncludeUsage = includeUsage, OldFunctions = oldFunctions };
        var writer = new OpenAiChatProtocol().CreateWriter(parsed, new AnswerHead("r", "m", DateTimeOffset.UnixEpoch.AddDays(1), false, _ => null));
        var output = new ArrayBufferWriter<byte>();
        foreach (var one in events) writer.Write(one, output);
        writer.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
