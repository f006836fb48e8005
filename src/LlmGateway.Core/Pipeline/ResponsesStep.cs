using System.Text;
using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Pipeline;

/// <summary>Responses that the gateway keeps: what one goes on from joins the request, and each is kept for the next, for its own caller alone.</summary>
internal sealed class ResponsesStep(ChatTable? chats, ITelemetrySink telemetry, TimeProvider time)
{
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    public async Task RecallAsync(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        if (exchange is not { Protocol.Wire: WireProtocol.OpenAiResponses or WireProtocol.OpenAiCompaction, Parsed: { } parsed, Model: { } model }) return;
        exchange.Parsed = parsed = parsed with { Store = chats is not null && parsed.Store != false };
        var speaks = upstream.Speaks(exchange.Protocol.Wire, model);
        if (parsed.IsWarmUp && exchange.Request.Session is null && !speaks)
            throw JsonBody.Invalid("'generate': false prepares a WebSocket for its next message; over HTTP there is nothing to prepare.", "generate");
        if (parsed.PreviousId is { } previous && exchange.Request.Session is { } session
            && KeptConversations.Road(await session.ReadAsync(cancellationToken), previous) is { } remembered)
        {
            exchange.Parsed = Named(Joined(parsed, remembered), remembered) with { WholeInput = parsed.Store == true ? WholeInput.Of(remembered, exchange.Request.Body) : null };
            if (speaks) exchange.FilledBody = ForeignBody.Write(exchange.Request.Body, remembered);
            return;
        }
        if (parsed.HoldsSealed && speaks)
        {
            exchange.FilledBody = ForeignBody.Write(exchange.Request.Body, []);
            exchange.Dropped.Add("input.reasoning");
        }
        await RecallKeptAsync(exchange, parsed, speaks, cancellationToken);
    }

    /// <summary>Keeps what its client did not forbid to keep: before the client is told of the end, so that its next request finds it.</summary>
    public async Task RememberAsync(Exchange exchange)
    {
        if (exchange is not { Protocol.Wire: WireProtocol.OpenAiResponses, Parsed: { } parsed, Writer: ResponsesWriter writer }) return;
        if (parsed.Store != true && exchange.Request.Session is null) return;
        using var patience = new CancellationTokenSource(WritePatience, time);
        try
        {
            if (parsed.Store == true) await KeepAsync(exchange, parsed, writer, patience.Token);
            else await NewResponse.RememberAsync(exchange.Request.Session!, exchange.Request.Body, parsed, writer, patience.Token);
        }
#pragma warning disable CA1031 // The client has its answer; that it is not kept is the operator's to know.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, "keeping a response", failure);
        }
    }

    private async Task RecallKeptAsync(Exchange exchange, ParsedChat parsed, bool speaks, CancellationToken cancellationToken)
    {
        var named = parsed.Request.Messages.SelectMany(message => message.Content).OfType<NamedItemPart>().FirstOrDefault();
        if (parsed.PreviousId is null && named is null) return;
        if (chats is null) throw NothingKept(parsed, named);
        var kept = new KeptConversations(chats.Responses, exchange.Request.Caller.Subject);
        if (!speaks)
        {
            exchange.Parsed = await JoinAsync(kept, exchange.Request, parsed, cancellationToken);
            return;
        }
        await CheckOwnerAsync(kept, parsed.PreviousId, named, cancellationToken);
        // Of what was said before nobody here knows: not the cache, and no translation.
        exchange.Parsed = parsed with { Untranslatable = parsed.Untranslatable ?? new GatewayError(ErrorKind.InvalidRequest, "Only the model server that keeps the previous response can go on from it.", Field: "previous_response_id") };
    }

    private async Task KeepAsync(Exchange exchange, ParsedChat parsed, ResponsesWriter writer, CancellationToken cancellationToken)
    {
        var own = ResponseId.ShortOf(exchange.Request.RequestId);
        var (conversation, request, kept) = exchange.Answer.Id is { } upstreams
            ? (KeptConversations.OfUpstream(upstreams), upstreams, new KeptResponse(null, "[]", ""))
            : (parsed.ChatId ?? own, own, NewResponse.Of(exchange.Request.Body, parsed, writer));
        await chats!.Responses.KeepAsync(exchange.Request.Caller.Subject, conversation, request, kept, cancellationToken);
    }

    private static GatewayException NothingKept(ParsedChat parsed, NamedItemPart? named) => new(new GatewayError(
        ErrorKind.InvalidRequest,
        "This gateway keeps no responses (its operator may add ChatHistory), so there is nothing to go on from: send the whole conversation as 'input', with 'store: false'.",
        Field: parsed.PreviousId is null ? named!.Field : "previous_response_id",
        Code: parsed.PreviousId is null ? null : "previous_response_not_found"));

    /// <summary>What a model server keeps, it keeps for all who come with the gateway's key: who may go on is ours to say.</summary>
    private static async Task CheckOwnerAsync(KeptConversations kept, string? previous, NamedItemPart? named, CancellationToken cancellationToken)
    {
        if (named is not null)
            throw JsonBody.Invalid($"'{named.Field}' names an item that the model server keeps, and the gateway can't tell whether it is yours: send the item itself, with 'store: false'.", named.Field);
        if (!await kept.OwnsAsync(previous!, cancellationToken)) throw KeptConversations.NotFound(previous!);
    }

    private static async Task<ParsedChat> JoinAsync(KeptConversations kept, GatewayHttpRequest asked, ParsedChat parsed, CancellationToken cancellationToken)
    {
        var conversation = parsed.ChatId;
        if (parsed.PreviousId is { } previous)
        {
            (conversation, var road) = await kept.UpToAsync(previous, cancellationToken);
            // A connection remembers its own alone: what is not kept there has to hold what it goes on from.
            parsed = Joined(parsed, road) with { WholeInput = parsed.Store != true && asked.Session is not null ? WholeInput.Of(road, asked.Body) : null };
        }
        List<ChatMessage> messages = [];
        foreach (var message in parsed.Request.Messages)
        {
            List<ContentPart> content = [];
            foreach (var part in message.Content)
            {
                if (part is not NamedItemPart named) content.Add(part);
                else content.AddRange(await kept.ItemAsync(named, cancellationToken));
            }
            messages.Add(message with { Content = content });
        }
        // What goes on from single items joins their conversation: all of it is then found at once.
        return parsed with { Request = parsed.Request with { Messages = messages }, ChatId = conversation ?? kept.Only };
    }

    private static ParsedChat Joined(ParsedChat parsed, IReadOnlyList<RememberedResponse> road)
    {
        var leftovers = new Leftovers();
        var said = new ResponsesInputParser(leftovers);
        foreach (var response in road)
        {
            said.ReadItems(response.Input, "input");
            said.ReadItems(response.Output, "output");
        }
        var request = parsed.Request;
        CheckResults(said.Messages, request.Messages);
        return parsed with
        {
            Request = request with { System = [.. request.System, .. said.System], Messages = [.. said.Messages, .. request.Messages] },
            HoldsSealed = parsed.HoldsSealed || said.HoldsSealed,
            // What only the server that was asked first could take.
            Untranslatable = parsed.Untranslatable ?? leftovers.Refusal,
        };
    }

    /// <summary>Items of the conversation that are named instead of sent.</summary>
    private static ParsedChat Named(ParsedChat parsed, IReadOnlyList<RememberedResponse> road)
    {
        if (!parsed.Request.Messages.SelectMany(message => message.Content).Any(part => part is NamedItemPart)) return parsed;
        var messages = parsed.Request.Messages.Select(message => message with { Content = [.. message.Content.SelectMany(Parts)] }).ToList();
        return parsed with { Request = parsed.Request with { Messages = messages } };

        IEnumerable<ContentPart> Parts(ContentPart part)
        {
            if (part is not NamedItemPart named) return [part];
            var item = road.SelectMany(response => response.Output).FirstOrDefault(item => JsonFields.Optional(item, "id")?.ValueEquals(named.Id) is true);
            if (item.ValueKind == JsonValueKind.Undefined) throw KeptConversations.NoItem(named);
            var parser = new ResponsesInputParser(new Leftovers());
            parser.ReadItem(item, named.Field);
            return parser.Messages.SelectMany(message => message.Content);
        }
    }

    /// <summary>A result whose call is nowhere would fail at some model servers, and be believed by others.</summary>
    private static void CheckResults(IEnumerable<ChatMessage> before, IEnumerable<ChatMessage> now)
    {
        var calls = before.Concat(now).SelectMany(message => message.Content).OfType<ToolCallPart>().Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
        if (now.SelectMany(message => message.Content).OfType<ToolResultPart>().FirstOrDefault(result => !calls.Contains(result.CallId)) is { } orphan)
            throw JsonBody.Invalid($"No tool call found for function call output with call_id {orphan.CallId}.", "input");
    }
}
