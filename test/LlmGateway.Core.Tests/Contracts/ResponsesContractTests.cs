using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Tests.Pipeline;

namespace LlmGateway.Core.Tests.Contracts;

/// <summary>What <c>/v1/responses</c> answers in translation, held against OpenAI's document and that of Open Responses.</summary>
public sealed class ResponsesContractTests
{
    private const string Path = "/v1/responses";
    private const string Asked = """ "input":"x","tools":[{"type":"function","name":"f"}],"reasoning":{"summary":"auto"} """;

    [Theory]
    [MemberData(nameof(Answers.Rows), MemberType = typeof(Answers))]
    public async Task Every_body_and_event_is_as_both_documents_have_it(string answer, bool stream)
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(Answers.All[answer]) };
        await scene.RunAsync($$"""{"stream":{{(stream ? "true" : "false")}},{{Asked}}}""", Path);

        scene.Status.Should().Be(200, scene.Body);
        if (stream) CheckEvents(scene, answer);
        else CheckResponse(scene.Json, answer);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("\"temperature\":0.5,\"top_p\":null", """{"temperature":0.5,"top_p":1}""")]
    [InlineData("\"presence_penalty\":0.5,\"frequency_penalty\":1,\"max_tool_calls\":3,\"top_logprobs\":0", """{"presence_penalty":0.5,"frequency_penalty":1,"max_tool_calls":3,"top_logprobs":0}""")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]", """{"tools":[{"type":"function","name":"f","description":null,"parameters":null,"strict":false}]}""")]
    [InlineData(
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":true,\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}",
        """{"tools":[{"type":"function","name":"f","strict":true,"description":"d","parameters":{"type":"object"}}],"tool_choice":{"type":"function","name":"f"}}""")]
    [InlineData("\"reasoning\":{\"effort\":\"low\"}", """{"reasoning":{"effort":"low","summary":null}}""")]
    [InlineData("\"text\":{\"verbosity\":\"low\"}", """{"text":{"verbosity":"low","format":{"type":"text"}}}""")]
    [InlineData("\"text\":{\"format\":null}", """{"text":{"format":{"type":"text"}}}""")]
    [InlineData("\"metadata\":{\"a\":\"b\"},\"instructions\":\"Be brief.\",\"max_output_tokens\":16,\"truncation\":\"disabled\",\"service_tier\":\"flex\"", """{"metadata":{"a":"b"},"instructions":"Be brief.","max_output_tokens":16,"service_tier":"flex"}""")]
    [InlineData("\"user\":\"u\",\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\",\"parallel_tool_calls\":false", """{"user":"u","safety_identifier":"s","prompt_cache_key":"k","parallel_tool_calls":false}""")]
    public async Task What_was_asked_is_repeated_with_all_that_the_documents_require(string members, string repeated)
    {
        var scene = new Scene();
        await scene.RunAsync($$"""{"input":"x"{{(members.Length > 0 ? "," : "")}}{{members}}}""", Path);

        scene.Status.Should().Be(200, scene.Body);
        CheckResponse(scene.Json, members);
        foreach (var (name, value) in JsonNode.Parse(repeated)!.AsObject())
            JsonNode.DeepEquals(scene.Json[name], value).Should().BeTrue("{0} is {1}", name, scene.Json[name]?.ToJsonString());
    }

    [Fact]
    public async Task A_schema_of_an_answer_is_repeated_whole()
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(new TextDelta("{}"), new AnswerEnded(FinishReason.Stop)) };
        await scene.RunAsync("""{"input":"x","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}}}}""", Path);

        // Open Responses' document takes no schema but null, which its own servers can't hold to.
        VendorSchema.OpenAi.Check("Response", scene.Json, "a schema");
        scene.Json["text"]!.ToJsonString().Should().Be("""{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"description":null,"strict":true}}""");
    }

    [Fact]
    public async Task A_stream_that_breaks_keeps_the_documents_form_and_repeats_what_came()
    {
        foreach (var answer in Answers.All.Where(one => one.Key is not "nothing"))
        {
            var scene = new Scene { Upstream = (_, _) => Answers.BreakAfter([.. answer.Value.Where(part => part is not (AnswerEnded or UsageReported))]) };
            await scene.RunAsync($$"""{"stream":true,{{Asked}}}""", Path);

            var events = CheckEvents(scene, answer.Key);
            ((string)events[^2]["type"]!).Should().Be("error");
            var last = events[^1]["response"]!;
            ((string)last["status"]!).Should().Be("failed");
            last["completed_at"].Should().BeNull();
            var streamed = string.Concat(events.Where(one => (string)one["type"]! == "response.output_text.delta").Select(one => (string)one["delta"]!));
            var repeated = last["output"]!.AsArray().Where(item => (string)item!["type"]! == "message").ToList();
            string.Concat(repeated.SelectMany(item => item!["content"]!.AsArray()).Select(part => (string)part!["text"]!)).Should().Be(streamed);
            if (last["output"]!.AsArray() is [.., { } item] && item["status"] is { } status) ((string)status!).Should().Be("incomplete", answer.Key);
        }
    }

    [Fact]
    public async Task The_end_has_its_time_when_it_is_the_end()
    {
        var scene = new Scene();
        scene.Upstream = (_, _) => LateAsync();
        await scene.RunAsync("""{"input":"x","stream":true}""", Path);

        var events = Events(scene);
        events[0]["response"]!["completed_at"].Should().BeNull();
        var response = events[^1]["response"]!;
        ((long)response["completed_at"]!).Should().Be((long)response["created_at"]! + 7);

        async IAsyncEnumerable<ChatEvent> LateAsync()
        {
            yield return new TextDelta("Hi");
            scene.Time.Advance(TimeSpan.FromSeconds(7));
            await Task.CompletedTask;
            yield return new AnswerEnded(FinishReason.Stop);
        }
    }

    [Theory]
    [InlineData("calls", "commentary")]
    [InlineData("text", "final_answer")]
    [InlineData("thoughts", "final_answer")]
    [InlineData("cut", "final_answer")]
    public async Task Messages_have_their_phase(string answer, string phase)
    {
        foreach (var stream in new[] { false, true })
        {
            var scene = new Scene { Upstream = (_, _) => Scene.Say(Answers.All[answer]) };
            await scene.RunAsync($$"""{"stream":{{(stream ? "true" : "false")}},{{Asked}}}""", Path);
            var response = stream ? Events(scene)[^1]["response"]! : scene.Json;
            response["output"]!.AsArray().Where(item => (string)item!["type"]! == "message").Select(item => (string)item!["phase"]!).Should().Equal(phase);
        }
    }

    [Fact]
    public async Task A_phase_that_is_sent_back_loses_nothing()
    {
        var scene = new Scene();
        await scene.RunAsync(
            """{"input":[{"role":"user","content":"x"},{"type":"message","role":"assistant","phase":"commentary","content":"Hm."},{"type":"message","role":"assistant","phase":"final_answer","content":"4."},{"role":"user","content":"?"}]}""", Path);
        scene.Status.Should().Be(200, scene.Body);
        scene.Headers.Should().NotContainKey("x-llm-gateway-dropped");
        scene.Calls.Single().Request.Messages[1].Content.Should().Equal(new TextPart("Hm."), new TextPart("4."));
    }

    [Fact]
    public async Task Errors_have_the_documents_form()
    {
        var scene = new Scene();
        await scene.RunAsync("""{"input":7}""", Path);
        scene.Status.Should().Be(400);
        VendorSchema.OpenAi.Check("ErrorResponse", scene.Json, "an error");
    }

    internal static void CheckResponse(JsonNode response, string because)
    {
        VendorSchema.OpenAi.Check("Response", response, because);
        VendorSchema.OpenResponses.Check("ResponseResource", response, because);
    }

    internal static List<JsonNode> CheckEvents(Scene scene, string because)
    {
        var events = Events(scene);
        foreach (var one in events)
        {
            var type = (string)one["type"]!;
            VendorSchema.OpenAi.Check(ResponseEventSchemas.OpenAi(type), one, because);
            VendorSchema.OpenResponses.Check(ResponseEventSchemas.OpenResponses(type), one, because);
            if (one["response"] is { } response) CheckResponse(response, because);
        }
        return events;
    }

    internal static List<JsonNode> Events(Scene scene) =>
        [.. scene.Body.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line["data: ".Length..])!)];
}
