using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Any server that speaks OpenAI chat completions; some speak Responses, too.</summary>
internal sealed class OpenAiUpstream(ModelServer server) : IUpstream
{
    private readonly OpenAiEmbedder _embedder = new(server);

    public bool Speaks(WireProtocol protocol, CatalogModel model) =>
        protocol == WireProtocol.OpenAiChat || (protocol == WireProtocol.OpenAiResponses && (model.Capabilities.Responses ?? model.Endpoint?.Host == "api.openai.com"));

    public bool SpeaksEmbeddings => true;

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => _embedder.EmbedAsync(call, cancellationToken);

    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guardrails.RefuseOutsideBedrock(call);
        var copied = call.PassThroughBody is not null;
        // A response always tells its usage.
        var (body, hideUsage) = call.PassThroughBody is { } own
            ? PassThroughBody.Write(own, call.Model.UpstreamModel, call.Request.Stream && call.Protocol != WireProtocol.OpenAiResponses, OperatorDefaults.Of(call))
            : (OpenAiRequestWriter.Write(call), false);
        var events = ReadAsync(call, body, hideUsage, copied, cancellationToken);
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source, call, cancellationToken)) yield return source.Current;
    }

    private async IAsyncEnumerable<ChatEvent> ReadAsync(
        UpstreamCall call, ReadOnlyMemory<byte> body, bool hideUsage, bool copied, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var responses = copied && call.Protocol == WireProtocol.OpenAiResponses;
        using var response = await server.PostAsync(call.Model, responses ? "/responses" : "/chat/completions", body, Authorize, cancellationToken);
        IAnswerReader reader = responses ? new ResponsesMeaning() : new OpenAiMeaning();
        await foreach (var one in ServerAnswer.ReadAsync(response, reader, call, hideUsage, cancellationToken)) yield return one;
    }

    internal static void Authorize(HttpRequestHeaders headers, string? key)
    {
        if (key is not null) headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    // 'yield' stands in no 'try' with a 'catch': errors are translated around the step instead.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatEvent> source, UpstreamCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or InvalidOperationException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to the model server broke while '{call.Model.Alias}' answered."), broken);
        }
    }
}
