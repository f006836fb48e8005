using System.Net;
using System.Text;
using Amazon.Runtime;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>AWS as a test scripts it: each request is kept as it came, and answered.</summary>
internal sealed class StoreWire(string answer, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler, IEmbedder
{
    public static CatalogModel Model { get; } = new() { Alias = "titan", Upstream = "bedrock", UpstreamModel = "amazon.titan-embed-text-v2:0" };

    public AwsServices Aws => new(new HttpMessageInvoker(this), "eu-west-1", _ => null, TimeProvider.System, new BasicAWSCredentials("key", "secret"));

    public QuestionVector Vectors => new(this, Model, 2);

    public HttpRequestMessage Request { get; private set; } = null!;
    public string Body { get; private set; } = "";
    public IReadOnlyList<string> Embedded { get; private set; } = [];

    /// <summary>Sent with the answer.</summary>
    public (string Name, string Value)? Header { get; init; }

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken)
    {
        (call.Purpose, call.Dimensions).Should().Be((EmbeddingPurpose.Query, 2));
        Embedded = call.Texts;
        return Task.FromResult(new EmbeddedTexts([[0.5f, -1f]], 3));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Request = request;
        Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        if (Header is var (name, value)) response.Headers.Add(name, value);
        return response;
    }
}
