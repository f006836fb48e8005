using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Tests.Upstreams;

public sealed class ConverseFeatureTests
{
    private const string Haiku45 = "eu.anthropic.claude-haiku-4-5-20251001-v1:0";
    private const string Sonnet37 = "eu.anthropic.claude-3-7-sonnet-20250219-v1:0";
    private const string NovaLite = "eu.amazon.nova-lite-v1:0";
    private static readonly ToolDefinition Tool = new("f", null, """{"type":"object"}"""u8.ToArray());
    private static readonly AnswerFormat Format = new("""{"type":"object","properties":{"n":{"type":"integer"}},"additionalProperties":false}"""u8.ToArray(), "fault", "A fault");

    [Fact]
    public void Cache_points_stand_after_what_they_mark_with_their_ttl()
    {
        var body = Write(Cached(), Haiku45);

        body["toolConfig"]!["tools"]!.ToJsonString().Should().Be("""[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default","ttl":"1h"}}]""");
        body["system"]!.ToJsonString().Should().Be("""[{"text":"s"},{"cachePoint":{"type":"default","ttl":"1h"}}]""");
        body["messages"]![0]!["content"]!.ToJsonString().Should().Be("""[{"text":"a"},{"cachePoint":{"type":"default"}},{"text":"b"}]""");
    }

    [Fact]
    public void Cache_points_are_left_out_where_the_model_has_no_place_for_them()
    {
        var nova = Call(Cached(), NovaLite);
        var body = Write(nova);
        body["toolConfig"]!.ToJsonString().Should().NotContain("cachePoint");
        body["system"]!.ToJsonString().Should().Be("""[{"text":"s"},{"cachePoint":{"type":"default"}}]""", "Nova keeps for five minutes");
        nova.Dropped.Should().BeEquivalentTo("cache_control", "cache_control.ttl");

        var none = Call(Cached(), "mistral.mistral-large-2407-v1:0");
        Write(none).ToJsonString().Should().NotContain("cachePoint");
        none.Dropped.Should().Equal("cache_control");
    }

    [Fact]
    public void Of_more_than_four_cache_points_the_last_stay()
    {
        var point = new CachePointPart();
        var call = Call(
            Wire.Ask(Wire.User(new TextPart("1"), point, new TextPart("2"), point, new TextPart("3"), point)) with
            {
                System = [new TextPart("s"), point], Tools = [Tool with { CachePoint = point }, Tool with { Name = "g", CachePoint = point }],
            }, Haiku45);
        var body = Write(call);

        body["toolConfig"]!["tools"]!.ToJsonString().Should().NotContain("cachePoint");
        Count(body["system"]!).Should().Be(1);
        Count(body["messages"]!).Should().Be(3);
        call.Dropped.Should().Equal("cache_control");

        static int Count(JsonNode node) => node.ToJsonString().Split("cachePoint").Length - 1;
    }

    [Fact]
    public void A_cache_point_that_marks_nothing_is_none() =>
        Write(Wire.Ask(Wire.User(new TextPart(" "), new CachePointPart()), Wire.User(new CachePointPart(), new TextPart("a"))) with { System = [new CachePointPart(), new TextPart("s")] }, Haiku45)
            .ToJsonString().Should().NotContain("cachePoint");

    [Fact]
    public void Documents_have_a_format_a_name_of_their_own_and_words_beside_them()
    {
        var pdf = new DocumentPart("Q3 report_final.pdf", "application/pdf", new byte[] { 1, 2, 3 });
        var body = Write(Wire.Ask(Wire.User(pdf, pdf), Wire.Assistant(new TextPart("ok")), Wire.User(new TextPart("and"), pdf with { Name = "..", MediaType = "application/json" })), Haiku45);

        body["messages"]![0]!["content"]!.ToJsonString().Should().Be(
            """[{"text":"See the attached document."},{"document":{"format":"pdf","name":"Q3 report final pdf","source":{"bytes":"AQID"}}},{"document":{"format":"pdf","name":"Q3 report final pdf (2)","source":{"bytes":"AQID"}}}]""");
        body["messages"]![2]!["content"]![1]!["document"]!.ToJsonString().Should().Be("""{"format":"txt","name":"Document","source":{"bytes":"AQID"}}""");
    }

    [Theory]
    [InlineData("application/pdf", "pdf")]
    [InlineData("text/csv", "csv")]
    [InlineData("application/msword", "doc")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")]
    [InlineData("application/vnd.ms-excel", "xls")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")]
    [InlineData("text/html", "html")]
    [InlineData("text/markdown", "md")]
    [InlineData("text/plain", "txt")]
    public void Every_format_of_bedrock_is_known(string mediaType, string format) =>
        Write(Wire.Ask(Wire.User(new TextPart("a"), new DocumentPart("d", mediaType, new byte[] { 1 }))), Haiku45)["messages"]![0]!["content"]![1]!["document"]!["format"]!.GetValue<string>().Should().Be(format);

    [Fact]
    public void Documents_that_can_not_be_read_are_refused_before_anybody_is_asked()
    {
        var pdf = new DocumentPart("d", "application/pdf", new byte[] { 1 });
        var six = () => Write(Wire.Ask(Wire.User([new TextPart("a"), .. Enumerable.Repeat(pdf, 6)])), Haiku45);
        var blind = () => Write(Wire.Ask(Wire.User(new TextPart("a"), pdf)), "eu.amazon.nova-micro-v1:0");
        var archive = () => Write(Wire.Ask(Wire.User(new TextPart("a"), pdf with { MediaType = "application/zip" })), Haiku45);

        six.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("6 documents").And.Contain("at most 5");
        blind.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("no documents");
        archive.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("application/zip").And.Contain("PDF");
    }

    [Fact]
    public void A_schema_is_the_models_own_business_where_it_has_one()
    {
        var body = Write(Hello with { Format = Format }, Haiku45);

        body["outputConfig"]!.ToJsonString().Should().Be(
            """{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\u0022type\u0022:\u0022object\u0022,\u0022properties\u0022:{\u0022n\u0022:{\u0022type\u0022:\u0022integer\u0022}},\u0022additionalProperties\u0022:false}","name":"fault","description":"A fault"}}}}""");
        body["toolConfig"].Should().BeNull();
    }

    [Theory]
    [InlineData(Sonnet37, false, """{"tool":{"name":"fault"}}""")]
    [InlineData(Sonnet37, true, """{"any":{}}""")]
    [InlineData("mistral.mistral-large-2407-v1:0", false, """{"any":{}}""")]
    [InlineData("acme.unknown-v1:0", false, """{"tool":{"name":"fault"}}""")]
    public void Else_a_tool_stands_in_also_beside_real_ones(string model, bool beside, string choice)
    {
        var body = Write(Hello with { Format = Format, Tools = beside ? [Tool] : [] }, model);

        body["outputConfig"].Should().BeNull();
        body["toolConfig"]!["tools"]!.AsArray().Select(tool => tool!["toolSpec"]!["name"]!.GetValue<string>()).Should().Equal(beside ? ["f", "fault"] : ["fault"]);
        body["toolConfig"]!["toolChoice"]!.ToJsonString().Should().Be(choice);
    }

    [Fact]
    public void A_model_that_can_not_be_forced_is_offered_the_tool_and_one_without_tools_is_told()
    {
        var unforced = Call(Hello with { Format = Format }, "us.meta.llama3-3-70b-instruct-v1:0");
        Write(unforced)["toolConfig"]!["toolChoice"].Should().BeNull();
        unforced.Dropped.Should().Equal("response_format");

        var told = Call(Hello with { Format = Format }, "us.deepseek.r1-v1:0");
        Write(told)["system"]![0]!["text"]!.GetValue<string>().Should().Contain("JSON schema").And.Contain("integer");
        told.Dropped.Should().Equal("response_format");

        var any = Call(Hello with { Format = new AnswerFormat(null) }, Haiku45);
        Write(any)["system"]![0]!["text"]!.GetValue<string>().Should().Contain("JSON object");
        any.Dropped.Should().BeEmpty();
    }

    [Fact]
    public void The_name_of_the_standing_in_tool_is_nobody_elses() =>
        Write(Hello with { Format = Format with { Name = "f" }, Tools = [Tool] }, Sonnet37)["toolConfig"]!["tools"]![1]!["toolSpec"]!["name"]!.GetValue<string>().Should().Be("f_");

    [Theory]
    [InlineData(Haiku45, """{"additionalModelRequestFields":{"top_k":5}}""")]
    [InlineData(NovaLite, """{"additionalModelRequestFields":{"inferenceConfig":{"topK":5}}}""")]
    [InlineData("cohere.command-r-v1:0", """{"additionalModelRequestFields":{"k":5}}""")]
    public void Top_k_goes_where_the_family_looks_for_it(string model, string expected) =>
        new JsonObject { ["additionalModelRequestFields"] = Write(Hello with { TopK = 5 }, model)["additionalModelRequestFields"]!.DeepClone() }.ToJsonString().Should().Be(expected);

    [Fact]
    public void Sampling_that_a_model_does_not_take_is_named()
    {
        var newest = Call(Hello with { Temperature = 0.1, TopP = 0.2, TopK = 3 }, "us.anthropic.claude-opus-4-8");
        Write(newest)["inferenceConfig"]!.ToJsonString().Should().Be("{}");
        newest.Dropped.Should().Equal("temperature", "top_p", "top_k");

        var hot = Call(Hello with { Temperature = 1.7, TopK = 3 }, "acme.unknown-v1:0");
        Write(hot)["inferenceConfig"]!["temperature"]!.GetValue<double>().Should().Be(1);
        hot.Dropped.Should().Equal("temperature", "top_k");
    }

    [Fact]
    public void One_call_at_a_time_is_said_where_the_model_can_hear_it()
    {
        var request = Hello with { Tools = [Tool], ToolChoice = new ToolChoice(ToolChoiceMode.Required), ParallelToolCalls = false };
        var claude = Write(request, Haiku45);
        claude["additionalModelRequestFields"]!.ToJsonString().Should().Be("""{"tool_choice":{"type":"any","disable_parallel_tool_use":true}}""");
        claude["toolConfig"]!["toolChoice"].Should().BeNull();

        var other = Call(request, NovaLite);
        Write(other)["toolConfig"]!["toolChoice"]!.ToJsonString().Should().Be("""{"any":{}}""");
        other.Dropped.Should().Equal("parallel_tool_calls");

        Write(Hello with { ParallelToolCalls = false, ToolChoice = new ToolChoice(ToolChoiceMode.Required) }, NovaLite)["toolConfig"].Should().BeNull("there are no tools to choose from");
    }

    [Fact]
    public void A_rule_on_tools_that_a_model_does_not_know_is_told_otherwise_or_named()
    {
        var named = Write(Hello with { Tools = [Tool, Tool with { Name = "g" }], ToolChoice = new ToolChoice(ToolChoiceMode.Named, "g") }, "mistral.mistral-large-2407-v1:0")["toolConfig"]!;
        named["tools"]!.AsArray().Should().ContainSingle();
        named["toolChoice"]!.ToJsonString().Should().Be("""{"any":{}}""");

        var llama = Call(Hello with { Tools = [Tool], ToolChoice = new ToolChoice(ToolChoiceMode.Required) }, "us.meta.llama3-1-8b-instruct-v1:0");
        Write(llama)["toolConfig"]!["toolChoice"].Should().BeNull();
        llama.Dropped.Should().Equal("tool_choice");
    }

    [Fact]
    public void A_guardrail_comes_from_the_request_or_else_from_the_catalog()
    {
        var guarded = Wire.Model with { Guardrail = new GuardrailWish("gr1", "7") };
        JsonNode.Parse(ConverseRequestWriter.Write(Wire.Call(Hello, guarded)).Span)!["guardrailConfig"]!.ToJsonString()
            .Should().Be("""{"guardrailIdentifier":"gr1","guardrailVersion":"7","trace":"disabled"}""");
        JsonNode.Parse(ConverseRequestWriter.Write(Wire.Call(Hello with { Guardrail = new GuardrailWish("gr2", "DRAFT", Trace: true) }, guarded)).Span)!["guardrailConfig"]!.ToJsonString()
            .Should().Be("""{"guardrailIdentifier":"gr2","guardrailVersion":"DRAFT","trace":"enabled"}""");
    }

    [Fact]
    public void A_prefill_is_refused_where_the_model_would_refuse_it()
    {
        var prefilled = Wire.Ask(Wire.User(new TextPart("a")), Wire.Assistant(new TextPart("{ ")));
        var act = () => Write(prefilled, "us.anthropic.claude-sonnet-4-6");

        act.Should().Throw<GatewayException>().Which.Error.Should().BeEquivalentTo(new { Kind = ErrorKind.InvalidRequest, Field = "messages" });
        Write(prefilled, Haiku45)["messages"]![1]!["content"]![0]!["text"]!.GetValue<string>().Should().Be("{", "what ends in spaces is refused");
    }

    [Fact]
    public void Results_of_tools_come_before_what_else_is_said() =>
        Write(Wire.Ask(
            Wire.User(new TextPart("a")), Wire.Assistant(new ToolCallPart("x", "f", "{}"), new ToolCallPart("y", "f", "{}")),
            Wire.User(new ToolResultPart("x", []), new TextPart("also")), Wire.User(new ToolResultPart("y", [new ImagePart("image/png", new byte[] { 1 })]))), Haiku45)["messages"]![2]!["content"]!.AsArray()
            .Select(block => block!.AsObject().First().Key).Should().Equal("toolResult", "toolResult", "text");

    private static ChatRequest Hello => Wire.Ask(Wire.User(new TextPart("Hi")));

    private static ChatRequest Cached() => Wire.Ask(Wire.User(new TextPart("a"), new CachePointPart(), new TextPart("b"))) with
    {
        System = [new TextPart("s"), new CachePointPart("1h")], Tools = [Tool with { CachePoint = new CachePointPart("1h") }],
    };

    private static UpstreamCall Call(ChatRequest request, string model) => Wire.Call(request, Wire.Model with { UpstreamModel = model });

    private static JsonNode Write(ChatRequest request, string model) => Write(Call(request, model));

    private static JsonNode Write(UpstreamCall call) => JsonNode.Parse(ConverseRequestWriter.Write(call).Span)!;
}
