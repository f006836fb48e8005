using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary>One wire of model servers: sound answers, and what damage makes of them.</summary>
/// <param name="Name">As the test names it.</param>
/// <param name="Model">Of the gateway that is asked.</param>
/// <param name="Routes">Roads that an answer on this wire can travel.</param>
/// <param name="Framed">How the pieces of an answer are sent.</param>
/// <param name="Samples">Sound answers: their events, or the one body.</param>
internal sealed record FuzzedWire(string Name, string Model, string[] Routes, Framing Framed, IReadOnlyList<IReadOnlyList<Piece>> Samples)
{
    private static readonly string[] Chat = ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/prompt"];
    private static readonly string[] Types = ["text/event-stream", "application/json", "text/plain", "application/vnd.amazon.eventstream", "application/octet-stream", ""];

    /// <summary>The server answers with a status of 400 or more.</summary>
    public bool Refuses { get; init; }

    public bool Streams => Framed != Framing.Body;

    public static IReadOnlyDictionary<string, FuzzedWire> All => Made.Value;

    // Made when it is asked for, since it needs what stands below.
    private static readonly Lazy<IReadOnlyDictionary<string, FuzzedWire>> Made = new(static () => new FuzzedWire[]
    {
        new("chat completions, streamed", "server", Chat, Framing.Events, Rows("openai", "stream")),
        new("chat completions, whole", "server", Chat, Framing.Body, Rows("openai", "whole")),
        new("chat completions with tags, streamed", "tagged", Chat, Framing.Events, Rows("openai", "stream")),
        new("Messages, streamed", "anthropic", Chat, Framing.Events, Rows("anthropic", "stream")),
        new("Messages, whole", "anthropic", Chat, Framing.Body, Rows("anthropic", "whole")),
        new("Responses, streamed", "responses", ["/v1/responses"], Framing.Events, [.. Sound("/v1/responses")]),
        new("Responses, whole", "responses", ["/v1/responses"], Framing.Body, [[new Piece("", Response)]]),
        new("Converse, streamed", "nova", Chat, Framing.Frames, Rows("converse", "stream")),
        new("Converse, whole", "nova", Chat, Framing.Body, Rows("converse", "whole")),
        new("InvokeModel, streamed", "claude", ["/v1/messages"], Framing.Chunks, Rows("anthropic", "stream")),
        new("InvokeModel, whole", "claude", ["/v1/messages"], Framing.Body, Rows("anthropic", "whole")),
        new("errors of OpenAI's kind", "server", Chat, Framing.Body, Errors) { Refuses = true },
        new("errors of Anthropic's kind", "anthropic", Chat, Framing.Body, Errors) { Refuses = true },
        new("errors of Bedrock's kind", "nova", Chat, Framing.Body, Errors) { Refuses = true },
        new("embeddings, OpenAI", "server", ["/v1/embeddings"], Framing.Body, [[new Piece("", OpenAiVectors)], [new Piece("", OpenAiBase64)]]),
        new("embeddings, Titan", "titan", ["/v1/embeddings"], Framing.Body, [[new Piece("", TitanVector)]]),
        new("embeddings, Cohere", "cohere", ["/v1/embeddings"], Framing.Body, [[new Piece("", CohereVectors)]]),
        new("count of tokens, Anthropic", "anthropic", ["/v1/messages/count_tokens"], Framing.Body, [[new Piece("", """{"input_tokens":7}"""u8.ToArray())]]),
        new("count of tokens, Bedrock", "claude", ["/v1/messages/count_tokens"], Framing.Body, [[new Piece("", """{"inputTokens":7}"""u8.ToArray())]]),
    }.ToDictionary(wire => wire.Name, StringComparer.Ordinal));

    private static readonly int[] Statuses = [400, 401, 403, 404, 413, 422, 424, 429, 500, 503, 529];
    private static readonly string[] Waits = ["7", "0.5", "-1", "99999999999999999999", "x", "", "Wed, 21 Oct 2037 07:28:00 GMT", "NaN"];

    private static IReadOnlyList<IReadOnlyList<Piece>> Errors =>
    [
        .. new[]
        {
            """{"error":{"message":"This model's maximum context length is 8 tokens","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""",
            """{"error":"model 'x' not found"}""",
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded","details":{"error_code":"x"}},"request_id":"r"}""",
            """{"message":"Too many requests","__type":"com.amazon#ThrottlingException"}""",
            """{"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400}""",
            """{"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]}""",
            """[{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}]""",
        }.Select(one => (IReadOnlyList<Piece>)[new Piece("", Encoding.UTF8.GetBytes(one))]),
    ];

    private static byte[] Response => """{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"type":"message","content":[{"type":"output_text","text":"Hi","annotations":[]}]},{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}],"incomplete_details":null,"error":null,"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":1},"output_tokens":2}}"""u8.ToArray();
    private static byte[] OpenAiVectors => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}"""u8.ToArray();
    private static byte[] OpenAiBase64 => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgH8="}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}"""u8.ToArray();
    private static byte[] TitanVector => """{"embedding":[0.5,0.25],"embeddingsByType":{"float":[0.5,0.25]},"inputTextTokenCount":3}"""u8.ToArray();
    private static byte[] CohereVectors => """{"embeddings":{"float":[[0.5,0.25]]},"response_type":"embeddings_by_type"}"""u8.ToArray();

    /// <summary>A response of the model server.</summary>
    public HttpResponseMessage Damaged(Random random)
    {
        var sample = Samples[random.Next(Samples.Count)].ToList();
        if (Streams) Shuffle(sample, random);
        for (var at = 0; at < sample.Count; at++)
            if (random.Next(3) == 0) sample[at] = sample[at] with { Json = JsonDamage.Of(sample[at].Json, random) };
        byte[] bytes = [.. sample.SelectMany(piece => Frame(piece, random))];
        if (random.Next(12) == 0) bytes = Splintered(bytes, random);
        var response = random.Next(2) == 0 || bytes.Length > 100_000
            ? new HttpResponseMessage { Content = new ByteArrayContent(bytes) } : Wire.Pieces(bytes, 1 + random.Next(200), breaks: random.Next(10) == 0);
        if (random.Next(Refuses ? 1 : 15) == 0) response.StatusCode = (HttpStatusCode)(random.Next(3) == 0 ? 300 + random.Next(300) : Statuses[random.Next(Statuses.Length)]);
        if (Refuses && random.Next(4) == 0) response.Headers.TryAddWithoutValidation("retry-after", Waits[random.Next(Waits.Length)]);
        var type = random.Next(10) == 0 ? Types[random.Next(Types.Length)]
            : Framed switch { Framing.Events => "text/event-stream", Framing.Body => "application/json", _ => "application/vnd.amazon.eventstream" };
        if (MediaTypeHeaderValue.TryParse(type, out var valid)) response.Content.Headers.ContentType = valid;
        return response;
    }

    // Events are lost, come twice, or in another order.
    private static void Shuffle(List<Piece> pieces, Random random)
    {
        for (var times = random.Next(3); times > 0 && pieces.Count > 0; times--)
        {
            var (at, to) = (random.Next(pieces.Count), random.Next(pieces.Count));
            switch (random.Next(3))
            {
                case 0: pieces.RemoveAt(at); break;
                case 1: pieces.Insert(to, pieces[at]); break;
                default: (pieces[at], pieces[to]) = (pieces[to], pieces[at]); break;
            }
        }
    }

    private byte[] Frame(Piece piece, Random random)
    {
        switch (Framed)
        {
            case Framing.Events:
                if (piece.Type == "raw") return piece.Json;
                return [.. random.Next(20) == 0 ? "event: error\nid: 3\n"u8 : [], .. random.Next(20) == 0 ? "data:"u8 : "data: "u8, .. piece.Json, .. random.Next(20) == 0 ? "\r\n\r\n"u8 : "\n\n"u8];
            case Framing.Frames or Framing.Chunks:
                var json = Encoding.UTF8.GetString(piece.Json);
                var payload = Framed == Framing.Frames ? json : $$"""{"bytes":"{{Convert.ToBase64String(piece.Json)}}"}""";
                if (random.Next(40) == 0) payload = Encoding.UTF8.GetString(JsonDamage.Of(Encoding.UTF8.GetBytes(payload), random));
                var type = random.Next(60) == 0 ? "" : piece.Type;
                return Wire.Frame(type, payload, random.Next(60) == 0 ? new[] { "exception", "error", "", "Event" }[random.Next(4)] : "event");
            default: return piece.Json;
        }
    }

    private static byte[] Splintered(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return bytes;
        bytes = random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
        for (var times = random.Next(3); times > 0 && bytes.Length > 0; times--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static IReadOnlyList<IReadOnlyList<Piece>> Rows(string upstream, string form) =>
        [.. AnswerRow.All.Values.Where(row => row.Upstream == upstream && row.Has(form)).Select(row => row.Pieces(form))];

    private static IEnumerable<IReadOnlyList<Piece>> Sound(string route) => [[.. OddStream.Sound[route].Select(one => new Piece("", Encoding.UTF8.GetBytes(one)))]];
}

/// <summary>How the pieces of an answer stand on the line.</summary>
internal enum Framing
{
    /// <summary>One JSON body.</summary>
    Body,

    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>An AWS event stream.</summary>
    Frames,

    /// <summary>The same, of InvokeModel: each piece is base64 within one.</summary>
    Chunks,
}

/// <summary>One event, or one body.</summary>
/// <param name="Type">Of an event of an AWS event stream; <c>raw</c>: lines that stand as they are in an SSE stream.</param>
/// <param name="Json">As it is sent.</param>
internal sealed record Piece(string Type, byte[] Json);
