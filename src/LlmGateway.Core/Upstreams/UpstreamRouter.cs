using System.Collections.Concurrent;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Anthropic;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Core.Upstreams.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams;

/// <summary>Finds the server behind a model: one client for each region of Bedrock; all other servers share their keys and connections.</summary>
internal sealed class UpstreamRouter(HttpMessageInvoker http, AwsServices aws, TimeProvider time) : IEmbedder
{
    private readonly ConcurrentDictionary<string, IUpstream> _bedrock = new();
    private readonly ModelServer _servers = new(http, new CredentialStore(aws, time));

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => For(call.Model).EmbedAsync(call, cancellationToken);

    /// <exception cref="InvalidDataException">The catalog names a kind of upstream that this version does not know.</exception>
    public IUpstream For(CatalogModel model) => model.Upstream switch
    {
        UpstreamKinds.Bedrock => _bedrock.GetOrAdd(model.Region ?? "", region => new BedrockUpstream(new BedrockHttpRuntime(aws.Bedrock(region.Length == 0 ? null : region)))),
        UpstreamKinds.OpenAi => new OpenAiUpstream(_servers),
        UpstreamKinds.Anthropic => new AnthropicUpstream(_servers),
        var other => throw new InvalidDataException($"'{other}' is no upstream of this version; known are {UpstreamKinds.Bedrock}, {UpstreamKinds.OpenAi} and {UpstreamKinds.Anthropic}."),
    };
}
