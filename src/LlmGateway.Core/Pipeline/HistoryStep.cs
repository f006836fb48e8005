using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Chats that the gateway keeps, for the native protocol: what was said joins the request, and what is said now is kept.</summary>
/// <param name="chats">Null: none are kept.</param>
/// <param name="reserved">Tokens of the model's window that are for knowledge.</param>
/// <param name="telemetry">For what the client can't be told.</param>
/// <param name="time">The clock.</param>
internal sealed class HistoryStep(ChatTable? chats, int reserved, ITelemetrySink telemetry, TimeProvider time)
{
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    /// <summary>Of models that the catalog knows no window of: what nearly all of today's have.</summary>
    private const int CautiousWindow = 32_000;

    private const int CharactersPerToken = 4;

    /// <summary>Earlier turns join the request, the oldest left out where all together would not fit the model. The system prompt stays.</summary>
    public async Task RecallAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (chats is null && exchange.Parsed?.Replaces is not null) throw JsonBody.Invalid("'replaces' names a turn of a chat, and this gateway keeps no chats.", "replaces");
        if (chats is null || exchange is not { Protocol.Wire: WireProtocol.Native, Parsed: { ChatId: { } chat } parsed, Model: { } model }) return;
        var request = parsed.Request;
        var window = model.Abilities.ContextWindow ?? CautiousWindow;
        var taken = UsageEstimate.Of(request, exchange.Answer).InputTokens + (request.MaxTokens ?? model.LimitOrLargest) + reserved;
        var room = Math.Max(window - taken, 0) * (long)CharactersPerToken;
        var turns = await chats.ReadAsync(exchange.Request.Caller.Subject, chat, room, cancellationToken, parsed.Replaces);
        if (turns.Count == 0) return;
        exchange.Parsed = parsed with { Request = request with { Messages = [.. turns.SelectMany(Messages), .. request.Messages] } };
    }

    /// <summary>Keeps the turn, also one that was cancelled: before the client is told of its end, so that its next question finds it.</summary>
    public async Task RememberAsync(Exchange exchange)
    {
        if (chats is null || exchange is not { Protocol.Wire: WireProtocol.Native, Parsed: { } parsed, Model: { } model, Remembered: false }) return;
        exchange.Remembered = true;
        var answer = exchange.Answer;
        var usage = exchange is { CachedAnswer: not null } or { Followed: not null } ? null : answer.Usage ?? UsageEstimate.Of(exchange.Asking, answer);
        var turn = new ChatTurn
        {
            RequestId = parsed.RequestId ?? exchange.Request.RequestId,
            Replaces = parsed.Replaces,
            Question = string.Concat(parsed.Request.Messages[^1].Content.OfType<TextPart>().Select(part => part.Text)),
            Answer = answer.Text,
            Model = model.Alias,
            AskedAt = exchange.StartedAt,
            Finish = answer.Finish ?? FinishReason.Cancelled,
            Usage = usage,
            CostUsd = usage is null ? 0m : model.CostOf(usage),
        };
        using var patience = new CancellationTokenSource(WritePatience, time);
        try
        {
            await chats.AddAsync(exchange.Request.Caller.Subject, ChatOf(exchange), exchange.Request.RequestId, turn, patience.Token);
        }
#pragma warning disable CA1031 // The client has its answer; that it is not kept is the operator's to know.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, "keeping a chat", failure);
        }
    }

    /// <summary>A chat that the client did not name has the name of its first request.</summary>
    private static string ChatOf(Exchange exchange) => exchange.Parsed!.ChatId ?? exchange.Request.RequestId;

    private static IEnumerable<ChatMessage> Messages(ChatTurn turn)
    {
        yield return new ChatMessage(ChatRole.User, [new TextPart(turn.Question)]);
        // An answer that was cancelled before its first word is none; the next question joins this one then.
        if (turn.Answer.Length > 0) yield return new ChatMessage(ChatRole.Assistant, [new TextPart(turn.Answer)]);
    }
}
