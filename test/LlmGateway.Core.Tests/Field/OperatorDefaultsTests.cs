using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>What the operator set applies on every road; what nobody set is not sent.</summary>
public sealed class OperatorDefaultsTests
{
    private static readonly string[] Models = ["claude", "nova", "unheard-of", "server", "anthropic", "whole"];

    public static TheoryData<string, string, bool> Roads
    {
        get
        {
            var roads = new TheoryData<string, string, bool>();
            foreach (var route in FieldRoutes.All)
                foreach (var model in Models)
                {
                    roads.Add(route, model, false);
                    roads.Add(route, model, true);
                }
            return roads;
        }
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task What_the_operator_set_is_sent(string route, string model, bool streamed)
    {
        var (temperature, most) = await AskAsync(route, model, streamed, set: true, "");

        temperature.Should().Be(0.7);
        // The limit of a Messages request is its client's, which always names one.
        most.Should().Be(route == "/v1/messages" ? 50 : 99);
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task What_the_client_named_wins(string route, string model, bool streamed)
    {
        var limit = route switch { "/v1/responses" => "max_output_tokens", "/v1/prompt" => "max_tokens_to_sample", _ => "max_tokens" };
        var (temperature, most) = await AskAsync(route, model, streamed, set: true, $""" "temperature":0.2,"{limit}":17 """);

        (temperature, most).Should().Be((0.2, 17));
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task What_nobody_set_is_not_sent(string route, string model, bool streamed)
    {
        var (temperature, most) = await AskAsync(route, model, streamed, set: false, "");

        temperature.Should().BeNull();
        // Messages demands a limit: then it is the model's own.
        most.Should().Be(route == "/v1/messages" ? 50 : model == "anthropic" ? 32_000 : null);
    }

    private static async Task<(double? Temperature, int? MaxTokens)> AskAsync(string route, string alias, bool streamed, bool set, string members)
    {
        // A server that knows all three protocols, so that each passes through.
        var known = alias == "whole" ? CorpusGateway.Upstreams["server"] with { Capabilities = FieldRoutes.EachProtocol } : CorpusGateway.Upstreams[alias];
        var model = known with { Alias = "m", Temperature = set ? 0.7 : null, MaxTokens = set ? 99 : null };
        var more = JsonNode.Parse("{" + members + "}")!.AsObject();
        var body = JsonNode.Parse(route switch
        {
            "/v1/responses" => """{"input":"Hi","store":false}""",
            "/v1/prompt" => """{"prompt":"Hi"}""",
            "/v1/messages" => """{"max_tokens":50,"messages":[{"role":"user","content":"Hi"}]}""",
            _ => """{"messages":[{"role":"user","content":"Hi"}]}""",
        })!.AsObject();
        (body["model"], body["stream"]) = ("m", streamed);
        if (route == "/v1/prompt") body["parameters"] = more;
        else foreach (var (name, value) in more) body[name] = value?.DeepClone();

        var outcome = await new CorpusGateway(model).RunAsync(route, [], System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        var sent = JsonNode.Parse(outcome.Calls.Should().ContainSingle("{0}", outcome.Response.Text).Which.Body)!;
        var place = sent["inferenceConfig"] ?? sent;
        var limits = new[] { "maxTokens", "max_tokens", "max_completion_tokens", "max_output_tokens" }.Select(name => place[name]).OfType<JsonNode>().ToArray();
        limits.Should().HaveCountLessThanOrEqualTo(1, sent.ToJsonString());
        return (place["temperature"]?.GetValue<double>(), limits.SingleOrDefault()?.GetValue<int>());
    }
}
