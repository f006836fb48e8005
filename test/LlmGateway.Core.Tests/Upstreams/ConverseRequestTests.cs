using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ConverseRequestTests
{
    private static readonly ToolDefinition Tool = new("f", "Does f.", """{"type":"object"}"""u8.ToArray());

    [Fact]
    public void Writes_a_plain_question_with_the_defaults_of_the_catalog() =>
        Write(Wire.Ask(Wire.User(new TextPart("Hi"))) with { System = [new TextPart("Be brief.")] }).ToJsonString().Should().Be(
            """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"system":[{"text":"Be brief."}],"inferenceConfig":{}}""");

    [Fact]
    public void Merges_turns_of_one_role_and_results_of_one_round()
    {
        var body = Write(Wire.Ask(
            Wire.User(new TextPart("a")), Wire.User(new TextPart("b")),
            Wire.Assistant(new TextPart("c"), new ToolCallPart("x", "f", "{}")), Wire.Assistant(new ToolCallPart("y", "f", """{"n":1}""")),
            Wire.User(new ToolResultPart("x", [new TextPart("1")])), Wire.User(new ToolResultPart("y", [new TextPart("2")], IsError: true)), Wire.User(new TextPart("go on"))) with { Tools = [Tool] });

        var turns = body["messages"]!.AsArray();
        turns.Select(turn => turn!["role"]!.GetValue<string>()).Should().Equal("user", "assistant", "user");
        turns[1]!["content"]!.AsArray().Should().HaveCount(3);
        turns[2]!["content"]!.ToJsonString().Should().Be(
            """[{"toolResult":{"toolUseId":"x","content":[{"text":"1"}]}},{"toolResult":{"toolUseId":"y","content":[{"text":"2"}],"status":"error"}},{"text":"go on"}]""");
    }

    [Fact]
    public void Nothing_blank_reaches_bedrock()
    {
        var body = Write(Wire.Ask(
            Wire.User(new TextPart(" "), new TextPart("a")), Wire.Assistant(new TextPart("")), Wire.User(new TextPart("b")),
            Wire.Assistant(new ToolCallPart("x", "f", "{}")), Wire.User(new ToolResultPart("x", [new TextPart("")]))) with { Tools = [Tool], StopSequences = ["", " ", "END"] });

        body["messages"]!.AsArray().Should().HaveCount(3, "the blank assistant turn is gone and its neighbours are one");
        body.ToJsonString().Should().NotContain("\"text\":\"\"").And.NotContain("\"text\":\" \"");
        body["messages"]![2]!["content"]![0]!["toolResult"]!["content"]![0]!["text"]!.GetValue<string>().Should().Be("(no output)");
        body["inferenceConfig"]!["stopSequences"]!.ToJsonString().Should().Be("""["END"]""");
    }

    [Fact]
    public void A_blank_conversation_is_refused_by_name()
    {
        var act = () => Write(Wire.Ask(Wire.User(new TextPart("  "))));
        act.Should().Throw<GatewayException>().Which.Error.Field.Should().Be("messages");
    }

    [Fact]
    public void A_history_of_tools_declares_them_though_the_request_does_not()
    {
        var body = Write(Wire.Ask(Wire.User(new TextPart("a")), Wire.Assistant(new ToolCallPart("x", "old", "{}")), Wire.User(new ToolResultPart("x", [new TextPart("1")]))));

        body["toolConfig"]!.ToJsonString().Should().Be("""{"tools":[{"toolSpec":{"name":"old","inputSchema":{"json":{"type":"object"}}}}]}""");
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, """{"auto":{}}""")]
    [InlineData(ToolChoiceMode.Required, """{"any":{}}""")]
    [InlineData(ToolChoiceMode.Named, """{"tool":{"name":"f"}}""")]
    public void Translates_the_choice_of_tools(ToolChoiceMode mode, string expected) =>
        Write(Wire.Ask(Wire.User(new TextPart("a"))) with { Tools = [Tool], ToolChoice = new ToolChoice(mode, "f") })["toolConfig"]!["toolChoice"]!.ToJsonString().Should().Be(expected);

    [Fact]
    public void No_tools_are_named_when_none_may_be_called() =>
        Write(Wire.Ask(Wire.User(new TextPart("a"))) with { Tools = [Tool], ToolChoice = new ToolChoice(ToolChoiceMode.None) })["toolConfig"].Should().BeNull();

    [Fact]
    public void Foreign_tool_ids_are_rewritten_alike_in_call_and_result()
    {
        var long64 = new string('a', 65);
        var body = Write(Wire.Ask(
            Wire.User(new TextPart("a")), Wire.Assistant(new ToolCallPart("call:1/é", "f", "{}"), new ToolCallPart(long64, "f", "{}"), new ToolCallPart("fine_-9", "f", "{}")),
            Wire.User(new ToolResultPart("call:1/é", []), new ToolResultPart(long64, []), new ToolResultPart("fine_-9", []))));

        var calls = body["messages"]![1]!["content"]!.AsArray().Select(block => block!["toolUse"]!["toolUseId"]!.GetValue<string>()).ToList();
        calls.Should().OnlyHaveUniqueItems().And.AllSatisfy(id => id.Should().MatchRegex("^[a-zA-Z0-9_-]{1,64}$"));
        calls[2].Should().Be("fine_-9");
        body["messages"]![2]!["content"]!.AsArray().Select(block => block!["toolResult"]!["toolUseId"]!.GetValue<string>()).Should().Equal(calls);
    }

    [Fact]
    public void Of_temperature_and_top_p_temperature_wins_where_a_model_takes_only_one()
    {
        var request = Wire.Ask(Wire.User(new TextPart("a"))) with { Temperature = 0.5, TopP = 0.9 };
        var call = Wire.Call(request);
        Inference(call).Should().Be("""{"temperature":0.5}""");
        call.Dropped.Should().Equal("top_p");

        Inference(Wire.Call(request, Wire.Model with { Capabilities = new CapabilitiesDocument { TemperatureAndTopP = true } })).Should().Be("""{"topP":0.9,"temperature":0.5}""");

        var neither = Wire.Call(request, Wire.Model with { Capabilities = new CapabilitiesDocument { Sampling = false } });
        Inference(neither).Should().Be("{}");
        neither.Dropped.Should().Equal("temperature", "top_p");

        Inference(Wire.Call(request with { Temperature = null, MaxTokens = 7 })).Should().Be("""{"maxTokens":7,"topP":0.9}""");
    }

    [Fact]
    public void A_model_without_a_system_prompt_hears_it_first() =>
        Write(Wire.Ask(Wire.User(new TextPart("a"))) with { System = [new TextPart("s")] }, Wire.Model with { Capabilities = new CapabilitiesDocument { SystemPrompt = false } })["messages"]!.ToJsonString()
            .Should().Be("""[{"role":"user","content":[{"text":"s"},{"text":"a"}]}]""");

    [Fact]
    public void What_a_model_can_not_do_is_refused_before_it_is_asked()
    {
        var blind = () => Write(Wire.Ask(Wire.User(new ImagePart("image/png", new byte[] { 1 }))), Wire.Model with { Capabilities = new CapabilitiesDocument { Vision = false } });
        var toolless = () => Write(Wire.Ask(Wire.User(new TextPart("a"))) with { Tools = [Tool] }, Wire.Model with { Capabilities = new CapabilitiesDocument { Tools = false } });
        var format = () => Write(Wire.Ask(Wire.User(new ImagePart("image/bmp", new byte[] { 1 }))));

        blind.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("alias");
        toolless.Should().Throw<GatewayException>().Which.Error.Field.Should().Be("tools");
        format.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("image/bmp").And.Contain("image/webp");
    }

    [Fact]
    public void Images_go_as_bytes() =>
        Write(Wire.Ask(Wire.User(new ImagePart("image/jpeg", new byte[] { 1, 2, 3 }))))["messages"]![0]!["content"]![0]!.ToJsonString()
            .Should().Be("""{"image":{"format":"jpeg","source":{"bytes":"AQID"}}}""");

    private static JsonNode Write(ChatRequest request, CatalogModel? model = null) => JsonNode.Parse(ConverseRequestWriter.Write(Wire.Call(request, model)).Span)!;

    private static string Inference(LlmGateway.Core.Upstreams.UpstreamCall call) =>
        JsonNode.Parse(Encoding.UTF8.GetString(ConverseRequestWriter.Write(call).Span))!["inferenceConfig"]!.ToJsonString();
}
