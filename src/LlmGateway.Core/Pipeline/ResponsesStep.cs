using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Responses that the gateway keeps: what one goes on from joins the request, and each is kept for the next, for its own caller alone.</summary>
internal sealed class ResponsesStep(ChatTable? chats, ResponseHeaders headers, ITelemetrySink telemetry, TimeProvider time)
{
    private const string Before = HandlerContract.Routes.Responses + "/";

    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    /// <returns>Null: the path names no response.</returns>
    public static string? IdOf(string path) =>
        path.StartsWith(Before, StringComparison.Ordinal) && path.Length > Before.Length && !path.AsSpan(Before.Length).Contains('/') ? path[Before.Length..] : null;

    public async Task RecallAsync(Exchange exchange, IUpstream upstream, CancellationToken cancellationToken)
    {
        if (exchange is not { Protocol.Wire: WireProtocol.OpenAiResponses, Parsed: { } parsed, Model: { } model }) return;
        exchange.Parsed = parsed = parsed with { Store = chats is not null && parsed.Store != false };
        if (parsed.HoldsSealed && upstream.Speaks(WireProtocol.OpenAiResponses, model))
        {
            exchange.FilledBody = ForeignBody.Write(exchange.Request.Body);
            exchange.Dropped.Add("input.reasoning");
        }
        var named = parsed.Request.Messages.SelectMany(message => message.Content).OfType<NamedItemPart>().FirstOrDefault();
        if (parsed.PreviousId is null && named is null) return;
        if (chats is null)
        {
            throw JsonBody.Invalid("This gateway keeps no responses (its operator may add ChatHistory), so there is nothing to go on from: send the whole conversation as 'input', with 'store: false'.",
                parsed.PreviousId is null ? named!.Field : "previous_response_id");
        }
        var kept = new KeptConversations(chats.Responses, exchange.Request.Caller.Subject);
        if (!upstream.Speaks(WireProtocol.OpenAiResponses, model))
        {
            exchange.Parsed = await JoinAsync(kept, parsed, cancellationToken);
            return;
        }
        await CheckOwnerAsync(kept, parsed.PreviousId, named, cancellationToken);
        // Of what was said before nobody here knows: not the cache, and no translation.
        exchange.Parsed = parsed with { Untranslatable = parsed.Untranslatable ?? new GatewayError(ErrorKind.InvalidRequest, "Only the model server that keeps the previous response can go on from it.", Field: "previous_response_id") };
    }

    /// <summary>Keeps what its client did not forbid to keep: before the client is told of the end, so that its next request finds it.</summary>
    public async Task RememberAsync(Exchange exchange)
    {
        if (chats is null || exchange is not { Protocol.Wire: WireProtocol.OpenAiResponses, Parsed: { Store: true } parsed, Writer: ResponsesWriter writer }) return;
        var (conversation, request, kept) = exchange.Answer.Id is { } upstreams
            ? (KeptConversations.OfUpstream(upstreams), upstreams, new KeptResponse(null, "[]", ""))
            : (parsed.ChatId ?? Short(exchange), Short(exchange), KeptOf(exchange, parsed, writer));
        using var patience = new CancellationTokenSource(WritePatience, time);
        try
        {
            await chats.Responses.KeepAsync(exchange.Request.Caller.Subject, conversation, request, kept, patience.Token);
        }
#pragma warning disable CA1031 // The client has its answer; that it is not kept is the operator's to know.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.Failure(exchange.Request.RequestId, "keeping a response", failure);
        }
    }

    /// <summary>A caller's own response: read, or deleted.</summary>
    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (chats is null) throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, "This gateway keeps no responses."));
        var id = IdOf(exchange.Request.Path)!;
        var (conversation, request) = ResponseId.Parse(id) ?? (id, id);
        var subject = exchange.Request.Caller.Subject;
        ReadOnlyMemory<byte> body;
        if (string.Equals(exchange.Request.Method, "DELETE", StringComparison.OrdinalIgnoreCase))
        {
            if (!await chats.Responses.DeleteAsync(subject, conversation, request, cancellationToken)) throw Unknown(id);
            body = Deleted(id, exchange.Output);
        }
        else
        {
            var kept = (await chats.Responses.ReadAsync(subject, conversation, cancellationToken)).GetValueOrDefault(request) ?? throw Unknown(id);
            body = Encoding.UTF8.GetBytes(kept.ResponseJson);
        }
        await headers.StartJsonAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(body, cancellationToken);
        exchange.CompletedWhole = true;
    }

    /// <summary>What a model server keeps, it keeps for all who come with the gateway's key: who may go on is ours to say.</summary>
    private static async Task CheckOwnerAsync(KeptConversations kept, string? previous, NamedItemPart? named, CancellationToken cancellationToken)
    {
        if (named is not null)
            throw JsonBody.Invalid($"'{named.Field}' names an item that the model server keeps, and the gateway can't tell whether it is yours: send the item itself, with 'store: false'.", named.Field);
        if (!await kept.OwnsAsync(previous!, cancellationToken)) throw KeptConversations.NotFound(previous!);
    }

    private static async Task<ParsedChat> JoinAsync(KeptConversations kept, ParsedChat parsed, CancellationToken cancellationToken)
    {
        var request = parsed.Request;
        var conversation = parsed.ChatId;
        if (parsed.PreviousId is { } previous)
        {
            (conversation, var before) = await kept.UpToAsync(previous, cancellationToken);
            request = request with { System = [.. request.System, .. before.System], Messages = [.. before.Messages, .. request.Messages] };
        }
        List<ChatMessage> messages = [];
        foreach (var message in request.Messages)
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
        return parsed with { Request = request with { Messages = messages }, ChatId = conversation ?? kept.Only };
    }

    private static string Short(Exchange exchange) => ResponseId.ShortOf(exchange.Request.RequestId);

    private static KeptResponse KeptOf(Exchange exchange, ParsedChat parsed, ResponsesWriter writer)
    {
        using var body = JsonDocument.Parse(exchange.Request.Body);
        var response = new ArrayBufferWriter<byte>(1024);
        writer.WriteObject(response);
        return new KeptResponse(
            parsed.PreviousId is { } previous ? ResponseId.Parse(previous)?.Request : null, body.RootElement.GetProperty("input"u8).GetRawText(), Encoding.UTF8.GetString(response.WrittenSpan));
    }

    private static ReadOnlyMemory<byte> Deleted(string id, ArrayBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "response"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static GatewayException Unknown(string id) => new(new GatewayError(ErrorKind.UnknownRoute, $"You have no response '{id}'.", Field: "response_id"));
}
