using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Whatever bytes a model server streams in the client's own protocol, the client gets those bytes, but for the model's name.</summary>
public sealed partial class PassThroughTests
{
    /// <summary>How many streams; 100,000 where it is not set.</summary>
    private const string Streams = "LLM_GATEWAY_FIELD_STREAMS";

    /// <summary>Set: streams for as many hours instead.</summary>
    private const string Hours = "LLM_GATEWAY_FIELD_HOURS";

    /// <summary>Set: begins there, to repeat a failure.</summary>
    private const string Seed = "LLM_GATEWAY_FIELD_SEED";

    private const int StreamsOfOneGateway = 250;

    private static readonly ModelDocument Responses = new()
    {
        Alias = "responses", Upstream = UpstreamKinds.OpenAi, Model = "up-m", Endpoint = "http://responses.example/v1", Capabilities = new CapabilitiesDocument { Responses = true },
    };

    private static readonly (string Route, string Model, string Body)[] Roads =
    [
        ("/v1/chat/completions", "server", """{"model":"server","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}"""),
        ("/v1/messages", "anthropic", """{"model":"anthropic","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"""),
        ("/v1/responses", "responses", """{"model":"responses","stream":true,"store":false,"input":"Hi"}"""),
        ("/v1/messages", "claude", """{"model":"claude","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"""),
    ];

    [Fact]
    public async Task What_can_not_be_read_is_copied()
    {
        var first = Number(Seed, 1);
        var hours = double.Parse(Environment.GetEnvironmentVariable(Hours) ?? "0", CultureInfo.InvariantCulture);
        var began = TimeProvider.System.GetTimestamp();
        var batches = hours == 0 ? Enumerable.Range(0, (Number(Streams, 100_000) + StreamsOfOneGateway - 1) / StreamsOfOneGateway)
            : Enumerable.Range(0, int.MaxValue / StreamsOfOneGateway).TakeWhile(_ => TimeProvider.System.GetElapsedTime(began).TotalHours < hours);
        await Parallel.ForEachAsync(batches, async (batch, _) =>
        {
            var gateway = new CorpusGateway(Responses);
            for (var number = 0; number < StreamsOfOneGateway; number++) await RunAsync(gateway, first + batch * StreamsOfOneGateway + number);
        });
    }

    private static async Task RunAsync(CorpusGateway gateway, int seed)
    {
        var random = new Random(seed);
        var (route, model, body) = Roads[random.Next(Roads.Length)];
        var framed = model != "claude";
        var stream = framed ? OddStream.Of(random, route) : [];
        var payloads = framed ? [] : OddStream.Payloads(random, route);
        gateway.Script = _ => framed ? Events(stream, 1 + random.Next(stream.Length < 100_000 ? 300 : 100_000)) : Frames(payloads);

        var outcome = await gateway.RunAsync(route, [], Encoding.UTF8.GetBytes(body));

        var because = $"stream {seed} ({Seed}={seed} {Streams}=1 repeats it)";
        outcome.Response.Status.Should().Be(200, because);
        var expected = Named(framed ? stream : [.. payloads.SelectMany(one => OddStream.Framed(one, type: true))]);
        var received = Named(outcome.Response.Bytes);
        // A stream that tells no end is followed by an error, and nothing else is.
        var rest = received.StartsWith(expected, StringComparison.Ordinal) ? received[expected.Length..].TrimStart('\n') : null;
        if (rest is null || !(rest.Length == 0 || rest.StartsWith("data: {\"error\"", StringComparison.Ordinal) || rest.StartsWith("event: error\n", StringComparison.Ordinal)))
            throw new InvalidOperationException($"{because}: {route}\n{Shown(expected)}\n--- was\n{Shown(received)}");
    }

    private static string Shown(string text) => text.Length > 3000 ? text[..3000] + "…" : text;

    private static string Named(ReadOnlySpan<byte> bytes) => ModelName().Replace(Encoding.Latin1.GetString(bytes), "\"model\":M");

    [GeneratedRegex(@"""model"":""(\\.|[^""\\])*""", RegexOptions.Singleline)]
    private static partial Regex ModelName();

    private static HttpResponseMessage Events(byte[] stream, int pieces)
    {
        var response = Wire.Pieces(stream, pieces);
        response.Content.Headers.TryAddWithoutValidation("content-type", "text/event-stream");
        return response;
    }

    private static HttpResponseMessage Frames(IEnumerable<byte[]> payloads) => new(HttpStatusCode.OK)
    {
        Content = new ByteArrayContent([.. payloads.SelectMany(one => Wire.Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(one)}}"}"""))]),
    };

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
