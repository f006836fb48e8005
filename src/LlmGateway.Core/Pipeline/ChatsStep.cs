using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>A caller's own chats: listed, read, renamed, deleted.</summary>
internal sealed class ChatsStep(ChatTable? chats, ResponseHeaders headers)
{
    private const int LongestTitle = 200;

    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (chats is null) throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, "This gateway keeps no chats."));
        var subject = exchange.Request.Caller.Subject;
        var path = exchange.Request.Path;
        if (exchange.Route == HandlerContract.Routes.Chats)
        {
            var list = await chats.ListAsync(subject, cancellationToken);
            await AnswerAsync(exchange, json => WriteList(json, list), cancellationToken);
            return;
        }
        var id = path[(HandlerContract.Routes.Chats.Length + 1)..];
        if (string.Equals(exchange.Request.Method, "DELETE", StringComparison.OrdinalIgnoreCase))
        {
            if (!await chats.DeleteAsync(subject, id, cancellationToken)) throw Unknown(id);
            await AnswerAsync(exchange, json => WriteDeleted(json, id), cancellationToken);
            return;
        }
        if (string.Equals(exchange.Request.Method, "PATCH", StringComparison.OrdinalIgnoreCase))
        {
            var title = TitleOf(exchange.Request.Body);
            if (!await chats.RenameAsync(subject, id, title, cancellationToken)) throw Unknown(id);
            await AnswerAsync(exchange, json => WriteRenamed(json, id, title), cancellationToken);
            return;
        }
        var turns = await chats.ReadAsync(subject, id, mostCharacters: null, cancellationToken);
        if (turns.Count == 0) throw Unknown(id);
        await AnswerAsync(exchange, json => WriteTurns(json, id, turns), cancellationToken);
    }

    private static string TitleOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body);
        string? title = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (JsonFields.Name(member) is not "title" and var other) throw JsonBody.Invalid($"'{other}' can't be changed; of a chat, 'title' can.", other);
            title = JsonFields.String(member.Value, "title").Trim();
        }
        return title?.Length is > 0 and <= LongestTitle ? title : throw JsonBody.Invalid($"'title' must have 1 to {LongestTitle} characters.", "title");
    }

    private static GatewayException Unknown(string id) => new(new GatewayError(ErrorKind.UnknownRoute, $"You have no chat '{id}'."));

    private async Task AnswerAsync(Exchange exchange, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using (var json = new Utf8JsonWriter(exchange.Output, JsonWriting.Options)) write(json);
        await headers.StartJsonAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<ChatSummary> list)
    {
        json.WriteStartObject();
        json.WriteStartArray("chats"u8);
        foreach (var chat in list)
        {
            json.WriteStartObject();
            json.WriteString("chat_id"u8, chat.Id);
            json.WriteString("title"u8, chat.Title);
            json.WriteString("updated_at"u8, chat.UpdatedAt);
            json.WriteNumber("turns"u8, chat.Turns);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDeleted(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("chat_id"u8, id);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
    }

    private static void WriteRenamed(Utf8JsonWriter json, string id, string title)
    {
        json.WriteStartObject();
        json.WriteString("chat_id"u8, id);
        json.WriteString("title"u8, title);
        json.WriteEndObject();
    }

    private static void WriteTurns(Utf8JsonWriter json, string id, IReadOnlyList<ChatTurn> turns)
    {
        json.WriteStartObject();
        json.WriteString("chat_id"u8, id);
        json.WriteStartArray("turns"u8);
        foreach (var turn in turns)
        {
            json.WriteStartObject();
            if (turn.RequestId is not null) json.WriteString("request_id"u8, turn.RequestId);
            json.WriteString("prompt"u8, turn.Question);
            json.WriteString("completion"u8, turn.Answer);
            json.WriteString("model"u8, turn.Model);
            json.WriteString("asked_at"u8, turn.AskedAt);
            json.WriteString("finish_reason"u8, NativeFrames.Word(turn.Finish));
            if (turn.Usage is { } usage)
            {
                json.WriteStartObject("usage"u8);
                json.WriteNumber("input_tokens"u8, usage.InputTokens);
                json.WriteNumber("output_tokens"u8, usage.OutputTokens);
                if (turn.CostUsd is { } cost) json.WriteNumber("cost_usd"u8, cost);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
