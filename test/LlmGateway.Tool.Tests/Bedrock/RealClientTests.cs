using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Tests.Aws;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>AWS's own client judges the simulator's wire: it may not notice that it isn't Bedrock.</summary>
public abstract class RealClientTests(RealClientTests.Judgement judgement)
{
    private const string Model = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

    private static readonly string[] StreamExceptions =
        ["internalServerException", "modelStreamErrorException", "modelTimeoutException", "serviceUnavailableException", "throttlingException", "validationException"];

    private JsonNode Report => judgement.Report;

    [Fact]
    public void Converse_answers_from_question_and_system_message()
    {
        var answer = Report["converse"]!;
        answer["status"]!.GetValue<int>().Should().Be(200);
        answer["requestId"]!.GetValue<string>().Should().Be("string");
        answer["stopReason"]!.GetValue<string>().Should().Be("end_turn");
        TextOf(answer).Should().Contain("What is wrong with node 42?").And.Contain("Node 42 has lost its power supply.");
        answer["usage"]!["totalTokens"]!.GetValue<int>().Should()
            .Be(answer["usage"]!["inputTokens"]!.GetValue<int>() + answer["usage"]!["outputTokens"]!.GetValue<int>());
        answer["metrics"]!["latencyMs"]!.GetValue<long>().Should().BeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void ConverseStream_is_Converse_in_pieces()
    {
        var events = Events("converseStream");
        events[0]["messageStart"]!["role"]!.GetValue<string>().Should().Be("assistant");
        string.Concat(events.Select(e => e["contentBlockDelta"]?["delta"]?["text"]?.GetValue<string>())).Should().Be(TextOf(Report["converse"]!));
        events.Count(e => e["contentBlockDelta"] is not null).Should().BeGreaterThan(10);
        events[^2]["messageStop"]!["stopReason"]!.GetValue<string>().Should().Be("end_turn");
        events[^1]["metadata"]!["usage"]!.ToJsonString().Should().Be(Report["converse"]!["usage"]!.ToJsonString());
    }

    [Fact]
    public void Thinking_comes_first_and_signed()
    {
        var block = Report["thinking"]!["output"]!["message"]!["content"]![0]!["reasoningContent"]!["reasoningText"]!;
        block["text"]!.GetValue<string>().Should().Contain("node 42");
        var deltas = Events("thinkingStream").Select(e => e["contentBlockDelta"]?["delta"]?["reasoningContent"]).OfType<JsonNode>().ToList();
        string.Concat(deltas.Select(delta => delta["text"]?.GetValue<string>())).Should().Be(block["text"]!.GetValue<string>());
        deltas[^1]["signature"]!.GetValue<string>().Should().Be(block["signature"]!.GetValue<string>());
    }

    [Fact]
    public void Redacted_thoughts_stand_beside_the_others_and_both_go_back_with_their_tool()
    {
        var deltas = Events("redacted").Select(e => e["contentBlockDelta"]?["delta"]).OfType<JsonNode>().ToList();
        deltas.Single(delta => delta["reasoningContent"]?["redactedContent"] is not null)["reasoningContent"]!["redactedContent"]!.ToJsonString().Should().Be("""{"0":1,"1":2,"2":3}""");
        deltas[^1]["text"]!.GetValue<string>().Should().Be("42");
        TextOf(Report["thinkingLoop"]!).Should().Contain("Rain in Oslo");
    }

    [Fact]
    public void A_guardrail_that_steps_in_tells_what_it_found()
    {
        Report["guarded"]!["stopReason"]!.GetValue<string>().Should().Be("guardrail_intervened");
        Report["guarded"]!["trace"]!["guardrail"]!["actionReason"]!.GetValue<string>().Should().Be("topic");
        var events = Events("guardedStream");
        events[^2]["messageStop"]!["stopReason"]!.GetValue<string>().Should().Be("guardrail_intervened");
        events[^1]["metadata"]!["trace"]!["guardrail"]!["actionReason"]!.GetValue<string>().Should().Be("topic");
    }

    [Fact]
    public void Cache_points_are_taken_and_their_tokens_reported()
    {
        Report["cached"]!["usage"]!["cacheReadInputTokens"]!.GetValue<int>().Should().Be(5);
        Report["cached"]!["usage"]!["cacheWriteInputTokens"]!.GetValue<int>().Should().Be(7);
        TextOf(Report["cached"]!).Should().Contain("document 'Report (1)' (pdf, 4 bytes)");
    }

    [Fact]
    public void Tools_are_called_in_parallel_when_the_script_says_so()
    {
        var events = Events("parallelTools");
        events.Select(e => e["contentBlockStart"]?["start"]?["toolUse"]?["name"]?.GetValue<string>()).OfType<string>().Should().Equal("get_weather", "get_weather");
        string.Concat(events.Where(e => e["contentBlockDelta"]?["contentBlockIndex"]?.GetValue<int>() == 0)
            .Select(e => e["contentBlockDelta"]!["delta"]!["toolUse"]!["input"]!.GetValue<string>())).Should().Be("""{"city":"Oslo"}""");
        events.Single(e => e["contentBlockStart"]?["contentBlockIndex"]?.GetValue<int>() == 1)["contentBlockStart"]!["start"]!["toolUse"]!["toolUseId"]!
            .GetValue<string>().Should().Be("second");
        events[^2]["messageStop"]!["stopReason"]!.GetValue<string>().Should().Be("tool_use");
    }

    [Fact]
    public void A_forced_tool_is_called_with_arguments_of_the_question()
    {
        var use = Report["forcedTool"]!["output"]!["message"]!["content"]![0]!["toolUse"]!;
        use["input"]!["city"]!.GetValue<string>().Should().Be("New York");
        use["toolUseId"]!.GetValue<string>().Should().MatchRegex("^tooluse_[a-zA-Z0-9_-]{22}$");
    }

    [Fact]
    public void A_schema_for_the_answer_is_kept_to() => TextOf(Report["structured"]!).Should().Be("""{"node":42,"cause":"power"}""");

    [Fact]
    public void What_the_conversation_brought_is_answered()
    {
        TextOf(Report["toolResult"]!).Should().Contain("Rain in Oslo");
        TextOf(Report["image"]!).Should().Contain("image (png, 68 bytes)");
        Report["maxTokens"]!["stopReason"]!.GetValue<string>().Should().Be("max_tokens");
        Report["maxTokens"]!["usage"]!["outputTokens"]!.GetValue<int>().Should().Be(3);
        Report["stopSequence"]!["stopReason"]!.GetValue<string>().Should().Be("stop_sequence");
        TextOf(Report["stopSequence"]!).Should().Be("You asked: \"What is wrong with ");
    }

    [Fact]
    public void InvokeModel_speaks_Anthropic()
    {
        var body = Report["invoke"]!["body"]!;
        Report["invoke"]!["contentType"]!.GetValue<string>().Should().Be("application/json");
        body["type"]!.GetValue<string>().Should().Be("message");
        body["model"]!.GetValue<string>().Should().Be("claude-haiku-4-5-20251001");
        body["content"]![0]!["text"]!.GetValue<string>().Should().Be(TextOf(Report["converse"]!));

        var events = Events("invokeStream");
        events.Select(e => e["type"]!.GetValue<string>()).Distinct().Should().Equal(
            "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop");
        string.Concat(events.Select(e => e["delta"]?["text"]?.GetValue<string>())).Should().Be(TextOf(Report["converse"]!));
        events[^1]["amazon-bedrock-invocationMetrics"]!["outputTokenCount"]!.GetValue<int>().Should().Be(body["usage"]!["output_tokens"]!.GetValue<int>());
    }

    [Fact]
    public void InvokeModel_calls_a_forced_tool()
    {
        var events = Events("invokeTool");
        events.Single(e => e["type"]!.GetValue<string>() == "content_block_start")["content_block"]!["name"]!.GetValue<string>().Should().Be("get_weather");
        JsonNode.Parse(string.Concat(events.Select(e => e["delta"]?["partial_json"]?.GetValue<string>())))!["city"].Should().NotBeNull();
    }

    [Fact]
    public void CountTokens_counts_what_Converse_reports()
    {
        var counted = Report["converse"]!["usage"]!["inputTokens"]!.GetValue<int>();
        Report["count"]!.GetValue<int>().Should().Be(counted);
        Report["countInvoke"]!.GetValue<int>().Should().Be(counted);
    }

    [Fact]
    public void Every_stream_exception_arrives_as_itself()
    {
        foreach (var exception in StreamExceptions)
        {
            var expected = char.ToUpperInvariant(exception[0]) + exception[1..];
            // ConverseStream's union has no modelTimeoutException: the client reports what it doesn't know as an unmodeled error.
            if (exception != "modelTimeoutException") ShouldBreak(Report["streamExceptions"]![exception]!, expected, exception);
            ShouldBreak(Report["invokeStreamExceptions"]![exception]!, expected, exception);
        }
        Report["streamExceptions"]!["modelTimeoutException"]!["error"].Should().NotBeNull();

        static void ShouldBreak(JsonNode outcome, string name, string exception)
        {
            outcome["error"]!.GetValue<string>().Should().Be(name);
            outcome["message"]!.GetValue<string>().Should().Be($"told: {exception}");
            outcome["events"]!.AsArray().Count.Should().BeGreaterThanOrEqualTo(3);
        }
    }

    [Theory]
    [InlineData("AccessDeniedException", 403)]
    [InlineData("InternalServerException", 500)]
    [InlineData("ModelErrorException", 424)]
    [InlineData("ModelNotReadyException", 429)]
    [InlineData("ModelTimeoutException", 408)]
    [InlineData("ResourceNotFoundException", 404)]
    [InlineData("ServiceQuotaExceededException", 400)]
    [InlineData("ServiceUnavailableException", 503)]
    [InlineData("ThrottlingException", 429)]
    [InlineData("ValidationException", 400)]
    public void Every_plain_error_arrives_as_itself(string error, int status)
    {
        var outcome = Report["errors"]![error]!;
        outcome["error"]!.GetValue<string>().Should().Be(error);
        outcome["status"]!.GetValue<int>().Should().Be(status);
        outcome["message"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public void An_error_with_an_empty_body_is_named_by_its_header() =>
        Report["emptyBody"]!["error"]!.GetValue<string>().Should().Be("ThrottlingException");

    [Fact]
    public void A_cut_connection_is_an_error_after_what_came_before_it()
    {
        Report["brokenOff"]!["error"].Should().NotBeNull();
        Events("brokenOff").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("alternate", "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.")]
    [InlineData("blank", "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.")]
    [InlineData("noTools", "The toolConfig field must be defined when using toolUse and toolResult content blocks.")]
    [InlineData("toolId", "1 validation error detected: Value 'a b' at 'messages.2.member.content.1.member.toolUse.toolUseId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+")]
    [InlineData("assistantFirst", "A conversation must start with a user message. Try again with a conversation that starts with a user message.")]
    [InlineData("badModel", "The provided model identifier is invalid.")]
    [InlineData("tampered", "The model returned the following errors: messages.1.content.0: Invalid `signature` in `thinking` block")]
    [InlineData("unsigned", "The model returned the following errors: messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.")]
    [InlineData("budget", "The model returned the following errors: `max_tokens` must be greater than `thinking.budget_tokens`.")]
    [InlineData("hotThinking", "The model returned the following errors: `temperature` may only be set to 1 when thinking is enabled or in adaptive mode.")]
    [InlineData("forcedThinking", "The model returned the following errors: Thinking may not be enabled when tool_choice forces tool use.")]
    [InlineData("cachePoints", "The model returned the following errors: A maximum of 4 blocks with cache_control may be provided. Found 5.")]
    [InlineData("noWords", "A text block is required when including documents in messages. Add a text block to messages.0.content and try again.")]
    [InlineData("sameDocument", "Duplicate document names found in the request: Report. Use a unique name for each document.")]
    [InlineData("onDemand", "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.")]
    [InlineData("prefill", "The model returned the following errors: This model does not support assistant message prefill. The conversation must end with a user message.")]
    [InlineData("adaptive", "The model returned the following errors: adaptive thinking is not supported on this model")]
    [InlineData("novaTools", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.")]
    [InlineData("noSchema", "This model doesn't support the outputConfig.textFormat field. Remove outputConfig.textFormat and try again.")]
    public void What_Bedrock_refuses_is_refused(string input, string message)
    {
        Report["invalid"]![input]!["error"]!.GetValue<string>().Should().Be(input == "novaTools" ? "AccessDeniedException" : "ValidationException");
        Report["invalid"]![input]!["message"]!.GetValue<string>().Should().Be(message);
    }

    private List<JsonNode> Events(string name) => [.. Report[name]!["events"]!.AsArray().Select(node => node!)];

    private static string TextOf(JsonNode answer) =>
        string.Concat(answer["output"]!["message"]!["content"]!.AsArray().Select(block => block!["text"]?.GetValue<string>()));

    public abstract class Judgement(HttpProtocols protocol) : IAsyncLifetime
    {
        public JsonNode Report { get; private set; } = new JsonObject();

        public async Task InitializeAsync()
        {
            var role = LocalAws.Role("""
                {"Effect":"Allow","Action":["bedrock:InvokeModel","bedrock:InvokeModelWithResponseStream","bedrock:CountTokens","bedrock:ApplyGuardrail"],"Resource":"*"}
                """);
            await using var aws = await LocalAws.StartAsync(options => options with { Principals = [role] }, protocol);
            var result = await NodeModules.RunAsync("bedrock-judge.mjs", [], new Dictionary<string, string?>
            {
                ["AWS_REGION"] = "us-east-1",
                ["JUDGE_ENDPOINT"] = aws.Url,
                ["JUDGE_MODEL"] = Model,
                ["JUDGE_KEY"] = role.AccessKeyId,
                ["JUDGE_SECRET"] = role.SecretAccessKey,
                ["JUDGE_HTTP"] = protocol == HttpProtocols.Http1 ? "1" : "2",
                ["JUDGE_SESSION"] = role.SessionToken,
            });
            result.ExitCode.Should().Be(0, result.StandardError);
            Report = JsonNode.Parse(result.StandardOutput)!;
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}

/// <summary>Over HTTP/1.1, as our handler and most SDKs speak.</summary>
public sealed class RealClientOverHttp1Tests(RealClientOverHttp1Tests.Http1 judgement)
    : RealClientTests(judgement), IClassFixture<RealClientOverHttp1Tests.Http1>
{
    public sealed class Http1() : Judgement(HttpProtocols.Http1);
}

/// <summary>Over HTTP/2, which the JavaScript client chooses by itself.</summary>
public sealed class RealClientOverHttp2Tests(RealClientOverHttp2Tests.Http2 judgement)
    : RealClientTests(judgement), IClassFixture<RealClientOverHttp2Tests.Http2>
{
    public sealed class Http2() : Judgement(HttpProtocols.Http2);
}
