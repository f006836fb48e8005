using System.Globalization;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>
/// Answers of model servers, damaged, on each wire: the client gets an answer that its protocol allows or an error of the model server, never one of the gateway.
/// </summary>
public sealed class AnswerFuzzTests
{
    /// <summary>How many inputs for each wire; 20,000 where it is not set.</summary>
    private const string Inputs = "LLM_GATEWAY_FUZZ_INPUTS";

    /// <summary>Set: goes on for as many hours for each wire instead.</summary>
    private const string Hours = "LLM_GATEWAY_FIELD_HOURS";

    /// <summary>Set: begins there, to repeat a failure.</summary>
    private const string Seed = "LLM_GATEWAY_FUZZ_SEED";

    private const int InputsOfOneGateway = 250;

    private static readonly ModelDocument[] More =
    [
        new() { Alias = "responses", Upstream = UpstreamKinds.OpenAi, Model = "m", Endpoint = "http://responses.example/v1", Capabilities = new CapabilitiesDocument { Responses = true } },
        new() { Alias = "tagged", Upstream = UpstreamKinds.OpenAi, Model = "r1", Endpoint = "http://vllm.example/v1", Capabilities = new CapabilitiesDocument { ThinkTags = true } },
        new() { Alias = "titan", Upstream = UpstreamKinds.Bedrock, Model = "amazon.titan-embed-text-v2:0" },
        new() { Alias = "cohere", Upstream = UpstreamKinds.Bedrock, Model = "cohere.embed-english-v3" },
    ];

    public static TheoryData<string> Wires => [.. FuzzedWire.All.Keys];

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task No_answer_breaks_the_gateway(string name)
    {
        var wire = FuzzedWire.All[name];
        var first = Number(Seed, 1);
        var hours = double.Parse(Environment.GetEnvironmentVariable(Hours) ?? "0", CultureInfo.InvariantCulture);
        var began = TimeProvider.System.GetTimestamp();
        var inputs = Number(Inputs, 20_000);
        var batches = hours == 0 ? Enumerable.Range(0, (inputs + InputsOfOneGateway - 1) / InputsOfOneGateway)
            : Enumerable.Range(0, int.MaxValue / InputsOfOneGateway).TakeWhile(_ => TimeProvider.System.GetElapsedTime(began).TotalHours < hours);
        await Parallel.ForEachAsync(batches, async (batch, _) =>
        {
            var gateway = new CorpusGateway(More);
            for (var number = 0; number < Math.Min(InputsOfOneGateway, inputs); number++) await RunAsync(gateway, wire, first + batch * InputsOfOneGateway + number);
        });
    }

    private static async Task RunAsync(CorpusGateway gateway, FuzzedWire wire, int seed)
    {
        var random = new Random(seed);
        var route = wire.Routes[random.Next(wire.Routes.Length)];
        // Now and then a server streams where it was not asked to, and the reverse.
        var streamed = random.Next(8) == 0 ? !wire.Streams : wire.Streams;
        gateway.Script = _ => wire.Damaged(random);
        try
        {
            var outcome = await gateway.RunAsync(route, [], AnswerQuestion.To(wire.Model, route, streamed));

            gateway.Failures.Where(failure => failure is not (IOException or HttpRequestException or JsonException or AwsServiceException)).Should().BeEmpty();
            outcome.Response.Status.Should().NotBe(0).And.NotBe(500, outcome.Response.Text);
            if (!IsCopied(wire, route)) CheckTranslated(route, outcome.Response);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{wire.Name}, answer {seed} ({Seed}={seed} {Inputs}=1 repeats it), {route}, {(streamed ? "streamed" : "whole")}", failure);
        }
    }

    private static void CheckTranslated(string route, GatheredResponse response)
    {
        WellFormed.Check(route, response, response.Text);
        if (response.Status != 200 || route is "/v1/embeddings" or "/v1/messages/count_tokens") return;
        var streamed = response.Headers["content-type"].StartsWith("text/event-stream", StringComparison.Ordinal);
        if (streamed && (response.Text.Contains("\"error\":{", StringComparison.Ordinal) || response.Text.Contains("\"type\":\"error\"", StringComparison.Ordinal))) return;
        ClientAnswer answer;
        try
        {
            answer = ClientAnswer.Read(route, streamed, response.Text);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(response.Text, failure);
        }
        if (route == "/v1/prompt") return;
        answer.Calls.Select(call => call.Id).Should().OnlyHaveUniqueItems(response.Text).And.NotContain("", response.Text);
        var calls = answer.Calls.Count > 0 ? "tool_calls" : "stop";
        answer.Finish.Should().BeOneOf([calls, "length", "content_filter"], response.Text);
    }

    // What is copied may be anything.
    private static bool IsCopied(FuzzedWire wire, string route) => (wire.Model, route) switch
    {
        ("server" or "tagged", "/v1/chat/completions" or "/v1/embeddings") => true,
        ("anthropic" or "claude", "/v1/messages") => true,
        ("responses", _) => true,
        _ => false,
    };

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
