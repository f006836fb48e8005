using System.Net;
using System.Text;
using Amazon.Runtime.EventStreams;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>A server at the other end of the line: notes what arrives, and answers as told.</summary>
internal sealed class Wire : HttpMessageHandler
{
    public List<(Uri Url, string Body, Dictionary<string, string> Headers)> Received { get; } = [];

    /// <summary>Called with the request's number, from 0.</summary>
    public Func<int, HttpResponseMessage> Answer { get; set; } = _ => Json("{}");

    public AwsServices Aws => new(new HttpMessageInvoker(this), "eu-west-1",
        name => name switch { "AWS_BEARER_TOKEN_BEDROCK" => "bedrock-key", "ANY" => "the-key", _ => null }, TimeProvider.System);

    public static CatalogModel Model { get; } = new() { Alias = "alias", Upstream = "bedrock", UpstreamModel = "eu.vendor.model-v1:0", Endpoint = new Uri("http://models.example/v1") };

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>A body that arrives in pieces of <paramref name="pieces"/> bytes, and breaks at the end when told to.</summary>
    public static HttpResponseMessage Pieces(byte[] body, int pieces, bool breaks = false) =>
        new(HttpStatusCode.OK) { Content = new StreamContent(new PieceStream(body, pieces, breaks)) };

    public static byte[] Frame(string type, string json, string kind = "event") => new EventStreamMessage(
        [Header(":message-type", kind), Header(kind == "event" ? ":event-type" : ":exception-type", type), Header(":content-type", "application/json")], Encoding.UTF8.GetBytes(json)).ToByteArray();

    public static UpstreamCall Call(ChatRequest request, CatalogModel? model = null) => new(model ?? Model, request) { Dropped = new List<string>() };

    public static ChatRequest Ask(params ChatMessage[] messages) => new() { Messages = messages, Stream = true };

    public static ChatMessage User(params ContentPart[] parts) => new(ChatRole.User, parts);

    public static ChatMessage Assistant(params ContentPart[] parts) => new(ChatRole.Assistant, parts);

    public static async Task<List<ChatEvent>> AllAsync(IAsyncEnumerable<ChatEvent> events)
    {
        List<ChatEvent> all = [];
        await foreach (var one in events) all.Add(one);
        return all;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Received.Add((request.RequestUri!, await request.Content!.ReadAsStringAsync(cancellationToken),
            request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase)));
        return Answer(Received.Count - 1);
    }

    private static EventStreamHeader Header(string name, string value)
    {
        var header = new EventStreamHeader(name);
        header.SetString(value);
        return header;
    }

    private sealed class PieceStream(byte[] body, int pieces, bool breaks) : Stream
    {
        private int _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(Math.Min(pieces, count), body.Length - _at);
            if (length == 0 && breaks) throw new IOException("reset");
            body.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
