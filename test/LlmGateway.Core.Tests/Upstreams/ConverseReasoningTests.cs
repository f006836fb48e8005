using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ConverseReasoningTests
{
    private const string Budget = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Adaptive = "us.anthropic.claude-opus-4-6-v1";
    private static readonly ToolDefinition Tool = new("f", null, """{"type":"object"}"""u8.ToArray());

    [Theory]
    [InlineData(Budget, ReasoningEffort.Low, """{"thinking":{"type":"enabled","budget_tokens":2048}}""")]
    [InlineData(Budget, ReasoningEffort.High, """{"thinking":{"type":"enabled","budget_tokens":16384}}""")]
    [InlineData(Adaptive, ReasoningEffort.Minimal, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"low"}}""")]
    [InlineData(Adaptive, ReasoningEffort.XHigh, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    [InlineData("global.anthropic.claude-opus-4-8", ReasoningEffort.XHigh, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}}""")]
    [InlineData("us.amazon.nova-2-lite-v1:0", ReasoningEffort.Medium, """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"medium"}}""")]
    [InlineData("openai.gpt-oss-20b-1:0", ReasoningEffort.None, """{"reasoning_effort":"low"}""")]
    [InlineData("us.openai.gpt-5.6-sol", ReasoningEffort.Max, """{"reasoning":{"effort":"max"}}""")]
    [InlineData("moonshotai.kimi-k2.5", ReasoningEffort.Medium, """{"reasoning_effort":"low"}""")]
    public void Effort_is_told_in_the_words_of_the_family(string model, ReasoningEffort effort, string expected) =>
        Write(Hello with { Reasoning = new ReasoningWish(effort) }, model)["additionalModelRequestFields"]!.ToJsonString().Should().Be(expected);

    [Theory]
    [InlineData(Adaptive, 1500, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"low"}}""")]
    [InlineData(Adaptive, 20_000, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    [InlineData(Budget, 20_000, """{"thinking":{"type":"enabled","budget_tokens":20000}}""")]
    public void A_budget_becomes_an_effort_where_the_model_knows_no_budgets(string model, int budget, string expected) =>
        Write(Hello with { Reasoning = new ReasoningWish(BudgetTokens: budget) }, model)["additionalModelRequestFields"]!.ToJsonString().Should().Be(expected);

    [Fact]
    public void The_limit_leaves_room_for_the_answer()
    {
        MaxTokens(Hello with { Reasoning = new ReasoningWish(ReasoningEffort.High) }).Should().Be(64_000, "nobody named a limit, and the model has its own");
        MaxTokens(Hello with { Reasoning = new ReasoningWish(BudgetTokens: 63_999) }).Should().Be(64_000, "the model answers with no more");

        var short_ = Write(Hello with { MaxTokens = 5000, Reasoning = new ReasoningWish(ReasoningEffort.High) }, Budget);
        short_["inferenceConfig"]!["maxTokens"]!.GetValue<int>().Should().Be(5000);
        short_["additionalModelRequestFields"]!["thinking"]!["budget_tokens"]!.GetValue<int>().Should().Be(2500);

        var tooShort = Call(Hello with { MaxTokens = 1500, Reasoning = new ReasoningWish(ReasoningEffort.High) }, Budget);
        Write(tooShort)["additionalModelRequestFields"].Should().BeNull();
        tooShort.Dropped.Should().Equal("reasoning_effort");

        var act = () => Write(Hello with { MaxTokens = 2000, Reasoning = new ReasoningWish(BudgetTokens: 2000) }, Budget);
        act.Should().Throw<GatewayException>().Which.Error.Should().BeEquivalentTo(new { Kind = ErrorKind.InvalidRequest, Field = "max_tokens" });
    }

    [Fact]
    public void Claude_is_not_told_how_to_sample_while_it_thinks()
    {
        var call = Call(Hello with { Temperature = 0.3, TopP = 0.5, TopK = 10, Reasoning = new ReasoningWish(ReasoningEffort.Low) }, Budget);
        Write(call)["inferenceConfig"]!.ToJsonString().Should().Be("""{"maxTokens":64000}""");
        call.Dropped.Should().Equal("temperature", "top_p", "top_k");

        Write(Hello with { Temperature = 1, TopP = 0.97, Reasoning = new ReasoningWish(ReasoningEffort.Low) }, Budget)["inferenceConfig"]!.ToJsonString().Should().Be("""{"maxTokens":64000,"topP":0.97}""");
    }

    [Fact]
    public void Novas_highest_effort_takes_neither_sampling_nor_a_limit()
    {
        var call = Call(Hello with { Temperature = 0.3, MaxTokens = 100, Reasoning = new ReasoningWish(ReasoningEffort.High) }, "us.amazon.nova-2-lite-v1:0");
        Write(call)["inferenceConfig"]!.ToJsonString().Should().Be("{}");
        call.Dropped.Should().Equal("max_tokens", "temperature");
    }

    [Fact]
    public void A_tool_that_has_to_be_called_goes_before_thinking()
    {
        var call = Call(Hello with { Tools = [Tool], ToolChoice = new ToolChoice(ToolChoiceMode.Required), Reasoning = new ReasoningWish(ReasoningEffort.High) }, Budget);
        var body = Write(call);
        body["additionalModelRequestFields"].Should().BeNull();
        body["toolConfig"]!["toolChoice"]!.ToJsonString().Should().Be("""{"any":{}}""");
        call.Dropped.Should().Equal("reasoning_effort");
    }

    [Theory]
    [InlineData("us.meta.llama4-scout-17b-instruct-v1:0")]
    [InlineData("acme.unknown-v1:0")]
    public void A_model_that_can_not_be_told_is_not_and_the_response_says_so(string model)
    {
        var call = Call(Hello with { Reasoning = new ReasoningWish(BudgetTokens: 4096) }, model);
        Write(call)["additionalModelRequestFields"].Should().BeNull();
        call.Dropped.Should().Equal("thinking");
    }

    [Fact]
    public void Signed_and_redacted_thoughts_go_back_in_their_place()
    {
        var body = Write(Loop(new ReasoningPart("Let me see.", "sig"), new RedactedReasoningPart("AQID")), Budget);

        body["messages"]![1]!["content"]!.ToJsonString().Should().Be(
            """[{"reasoningContent":{"reasoningText":{"text":"Let me see.","signature":"sig"}}},{"reasoningContent":{"redactedContent":"AQID"}},{"toolUse":{"toolUseId":"x","name":"f","input":{}}}]""");
        body["additionalModelRequestFields"]!["thinking"].Should().NotBeNull();
    }

    [Fact]
    public void A_tool_loop_without_its_thoughts_is_not_thought_about_where_claude_would_refuse_it()
    {
        foreach (var thoughts in new ContentPart[][] { [], [new ReasoningPart("unsigned", null)] })
        {
            var call = Call(Loop(thoughts), Budget);
            var body = Write(call);
            body["additionalModelRequestFields"].Should().BeNull();
            body["messages"]![1]!["content"]!.AsArray().Should().ContainSingle();
            call.Dropped.Should().Contain("reasoning_effort");
            Write(Loop(thoughts), Adaptive)["additionalModelRequestFields"]!["thinking"].Should().NotBeNull("from 4.6 on, thoughts may be missing");
        }
    }

    [Fact]
    public void Thoughts_of_another_model_stay_with_it()
    {
        var call = Call(Loop(new ReasoningPart("mine", "sig"), new RedactedReasoningPart("AQID")), "us.meta.llama3-3-70b-instruct-v1:0");
        Write(call).ToJsonString().Should().NotContain("reasoningContent");
        call.Dropped.Should().Contain("reasoning");
    }

    private static ChatRequest Hello => Wire.Ask(Wire.User(new TextPart("Hi")));

    private static ChatRequest Loop(params ContentPart[] thoughts) => Wire.Ask(
        Wire.User(new TextPart("a")), Wire.Assistant([.. thoughts, new ToolCallPart("x", "f", "{}")]), Wire.User(new ToolResultPart("x", [new TextPart("1")])))
        with { Tools = [Tool], Reasoning = new ReasoningWish(ReasoningEffort.Medium) };

    private static int MaxTokens(ChatRequest request) => Write(request, Budget)["inferenceConfig"]!["maxTokens"]!.GetValue<int>();

    private static UpstreamCall Call(ChatRequest request, string model) => Wire.Call(request, Wire.Model with { UpstreamModel = model });

    private static JsonNode Write(ChatRequest request, string model) => Write(Call(request, model));

    private static JsonNode Write(UpstreamCall call) => JsonNode.Parse(ConverseRequestWriter.Write(call).Span)!;
}
