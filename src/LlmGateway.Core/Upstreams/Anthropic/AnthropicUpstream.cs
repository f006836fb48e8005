using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.OpenAi;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Anthropic's own API: https://docs.anthropic.com/en/api/messages.</summary>
internal sealed class AnthropicUpstream(ModelServer server) : IUpstream
{
    /// <summary>The only one there has been since Messages began; what is new comes by betas.</summary>
    private const string Version = "2023-06-01";

    public bool Speaks(WireProtocol protocol, CatalogModel model) => protocol == WireProtocol.AnthropicMessages;

    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = ReadAsync(call, cancellationToken);
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source, call, cancellationToken)) yield return source.Current;
    }

    public async Task<int?> CountTokensAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        if (call.PassThroughBody is not { } own) return null;
        try
        {
            using var response = await PostAsync(call, "/messages/count_tokens", PassThroughBody.Write(own, call.Model.UpstreamModel, streamed: false).Body, cancellationToken);
            using var answer = AnswerJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return AnswerJson.Number(answer.RootElement, "input_tokens"u8);
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            throw Broke(call, broken);
        }
    }

    private async IAsyncEnumerable<ChatEvent> ReadAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var copied = call.PassThroughBody is not null;
        Guardrails.RefuseOutsideBedrock(call);
        var plan = copied ? null : RequestPlan.Of(call);
        var body = call.PassThroughBody is { } own ? PassThroughBody.Write(own, call.Model.UpstreamModel, streamed: false, OperatorDefaults.Of(call)).Body : AnthropicRequestWriter.Write(plan!);
        var answer = plan?.Tools.Answer is { } tool ? new AnswerToolReader(tool) : null;
        using var response = await PostAsync(call, "/messages", body, cancellationToken);
        await foreach (var one in ServerAnswer.ReadAsync(response, new AnthropicMeaning(), call, hideUsage: false, cancellationToken))
            if ((answer is null ? one : answer.Read(one)) is { } meaning) yield return meaning;
    }

    private Task<HttpResponseMessage> PostAsync(UpstreamCall call, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        server.PostAsync(call.Model, path, body, (headers, key) => Address(headers, key, call.Betas), cancellationToken);

    private static void Address(HttpRequestHeaders headers, string? key, IReadOnlyList<string> betas)
    {
        headers.TryAddWithoutValidation("anthropic-version", Version);
        if (key is not null) headers.TryAddWithoutValidation("x-api-key", key);
        if (betas.Count > 0) headers.TryAddWithoutValidation("anthropic-beta", string.Join(',', betas));
    }

    // 'yield' stands in no 'try' with a 'catch': errors are translated around the step instead.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatEvent> source, UpstreamCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            throw Broke(call, broken);
        }
    }

    private static bool IsBroken(Exception broken, CancellationToken cancellationToken) =>
        broken is IOException or HttpRequestException or JsonException or InvalidOperationException or InvalidDataException or KeyNotFoundException && !cancellationToken.IsCancellationRequested;

    private static GatewayException Broke(UpstreamCall call, Exception broken) =>
        new(new GatewayError(ErrorKind.UpstreamFailed, $"The line to the model server broke while '{call.Model.Alias}' answered."), broken);
}
