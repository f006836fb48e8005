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
internal sealed class UpstreamRouter : IEmbedder
{
    private readonly ConcurrentDictionary<string, IUpstream> _bedrock = new();
    private readonly AwsServices _aws;
    private readonly OpenAiUpstream _openAi;
    private readonly AnthropicUpstream _anthropic;

    public UpstreamRouter(HttpMessageInvoker http, AwsServices aws, TimeProvider time)
    {
        var servers = new ModelServer(http, new CredentialStore(aws, time));
        (_aws, _openAi, _anthropic) = (aws, new OpenAiUpstream(servers), new AnthropicUpstream(servers));
    }

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => For(call.Model).EmbedAsync(call, cancellationToken);

    /// <exception cref="InvalidDataException">The catalog names a kind of upstream that this version does not know.</exception>
    public IUpstream For(CatalogModel model) => model.Upstream switch
    {
        UpstreamKinds.Bedrock => _bedrock.GetOrAdd(model.Region ?? "", region => new BedrockUpstream(new BedrockHttpRuntime(_aws.Bedrock(region.Length == 0 ? null : region)))),
        UpstreamKinds.OpenAi => _openAi,
        UpstreamKinds.Anthropic => _anthropic,
        var other => throw new InvalidDataException($"'{other}' is no upstream of this version; known are {UpstreamKinds.Bedrock}, {UpstreamKinds.OpenAi} and {UpstreamKinds.Anthropic}."),
    };
}
