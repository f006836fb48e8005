using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Tools;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field.Tools;

/// <summary>Ids that the next server, or the client, refuses: others there, and the same again when they come back.</summary>
public sealed class CallIdTests
{
    private static readonly ModelDocument Mistral = CorpusGateway.Upstreams["server"] with { Alias = "mistral", Model = "mistral-small-latest" };

    [Theory]
    [InlineData("call_0", "call_0")]
    [InlineData("functions.f:0", "")]
    public void A_server_of_Bedrock_gets_what_it_takes(string id, string like) =>
        (new CallIds(Wire.Model).OfCall(id) is var sent && (sent == like || sent.StartsWith("call_", StringComparison.Ordinal) && ToolUseId.Fits(sent))).Should().BeTrue();

    [Fact]
    public void Ids_that_repeat_are_told_apart_and_their_results_follow()
    {
        var ids = new CallIds(Wire.Model);
        string[] calls = [ids.OfCall("call_0"), ids.OfCall("call_0")];
        string[] results = [ids.OfResult("call_0"), ids.OfResult("call_0")];
        var later = ids.OfCall("call_0");

        calls[0].Should().Be("call_0");
        results.Should().Equal(calls);
        later.Should().NotBe(calls[0]).And.NotBe(calls[1]);
        ids.OfResult("call_0").Should().Be(later);
        ids.OfResult("orphan").Should().Be("orphan");
    }

    [Fact]
    public void Each_turn_gives_the_same()
    {
        string[] Said() => [new CallIds(Wire.Model).OfCall("functions.f:0"), new CallIds(Wire.Model with { Upstream = UpstreamKinds.OpenAi }).OfCall(new string('x', 41))];

        Said().Should().Equal(Said());
        Said()[1].Length.Should().BeLessThanOrEqualTo(40);
    }

    [Theory]
    [InlineData("abcDEF123", "abcDEF123")]
    [InlineData("call_0", null)]
    [InlineData("toolu_01A09q90qw90lq917835lq9", null)]
    public async Task Mistral_gets_nine_letters_and_digits(string id, string? sent)
    {
        var outcome = await new CorpusGateway(Mistral).RunAsync("/v1/messages", [], Encoding.UTF8.GetBytes($$$$"""
            {"model":"mistral","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"{{{{id}}}}","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{{id}}}}","content":"r"}]}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}
            """));

        var messages = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray();
        var call = messages[1]!["tool_calls"]![0]!["id"]!.GetValue<string>();
        messages[2]!["tool_call_id"]!.GetValue<string>().Should().Be(call);
        call.Should().MatchRegex("^[a-zA-Z0-9]{9}$");
        if (sent is not null) call.Should().Be(sent);
    }

    [Theory]
    [InlineData("functions.f:0", false)]
    [InlineData("functions.f:0", true)]
    [InlineData("id with spaces/ümläut", false)]
    [InlineData("chatcmpl-tool-5f2c", true)]
    public async Task A_client_of_Anthropic_gets_what_it_takes_and_the_server_its_own_again(string id, bool streamed)
    {
        var gateway = new CorpusGateway
        {
            Script = _ => streamed
                ? FieldWire.Events($$$$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"{{{{{id}}}}}","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}""",
                    """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]")
                : Wire.Json($$$$$"""{"choices":[{"index":0,"message":{"role":"assistant","tool_calls":[{"id":"{{{{{id}}}}}","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""),
        };
        var first = await gateway.RunAsync("/v1/messages", [], Question("server", streamed, []));
        var said = ClientAnswer.Read("/v1/messages", streamed, first.Response.Text).Calls.Single().Id;
        said.Should().MatchRegex("^[a-zA-Z0-9_-]+$");

        // It comes back to the same server, and to another one.
        var back = await gateway.RunAsync("/v1/messages", [], Question("server", streamed, [said]));
        var messages = JsonNode.Parse(back.Calls.Single().Body)!["messages"]!.AsArray();
        messages[1]!["tool_calls"]![0]!["id"]!.GetValue<string>().Should().Be(id);
        messages[2]!["tool_call_id"]!.GetValue<string>().Should().Be(id);

        gateway.Script = null;
        var other = JsonNode.Parse((await gateway.RunAsync("/v1/messages", [], Question("nova", false, [said]))).Calls.Single().Body)!["messages"]!;
        var sent = other[1]!["content"]![0]!["toolUse"]!["toolUseId"]!.GetValue<string>();
        sent.Should().MatchRegex("^[a-zA-Z0-9_-]{1,64}$");
        other[2]!["content"]![0]!["toolResult"]!["toolUseId"]!.GetValue<string>().Should().Be(sent);
    }

    [Fact]
    public async Task Ids_that_a_server_gave_twice_reach_Bedrock_once()
    {
        var outcome = await new CorpusGateway().RunAsync("/v1/chat/completions", [], """
            {"model":"nova","messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"call_0","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"call_0","content":"one"},{"role":"tool","tool_call_id":"call_0","content":"two"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_0","content":"three"}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """u8.ToArray());

        var turns = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray();
        string[] calls = [.. turns.SelectMany(turn => turn!["content"]!.AsArray()).Select(part => part!["toolUse"]?["toolUseId"]?.GetValue<string>()).OfType<string>()];
        string[] results = [.. turns.SelectMany(turn => turn!["content"]!.AsArray()).Select(part => part!["toolResult"]?["toolUseId"]?.GetValue<string>()).OfType<string>()];
        calls.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        results.Should().Equal(calls);
    }

    private static byte[] Question(string model, bool streamed, string[] called)
    {
        var body = JsonNode.Parse("""{"max_tokens":99,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""")!.AsObject();
        (body["model"], body["stream"]) = (model, streamed);
        foreach (var id in called)
        {
            body["messages"]!.AsArray().Add(JsonNode.Parse($$$$$"""{"role":"assistant","content":[{"type":"tool_use","id":"{{{{{id}}}}}","name":"f","input":{}}]}"""));
            body["messages"]!.AsArray().Add(JsonNode.Parse($$$$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{{{id}}}}}","content":"r"}]}"""));
        }
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
