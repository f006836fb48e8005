using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>A caller's own kept response: read, replayed, deleted, its input listed.</summary>
internal sealed class KeptResponseStep(ChatTable? chats, ResponseHeaders headers)
{
    private const string Before = HandlerContract.Routes.Responses + "/";
    private const int MostItems = 100, DefaultItems = 20;

    /// <summary>The response that a path names, and what is asked of it. Null: there is no such route.</summary>
    public static (string Id, string Route)? Read(string path) => path[Before.Length..].Split('/') switch
    {
        [{ Length: > 0 } id] => (id, HandlerContract.Routes.Response),
        [{ Length: > 0 } id, "input_items"] => (id, HandlerContract.Routes.ResponseInputItems),
        [{ Length: > 0 } id, "cancel"] => (id, HandlerContract.Routes.CancelResponse),
        _ => null,
    };

    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (chats is null) throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, "This gateway keeps no responses (its operator may add ChatHistory)."));
        var (id, route) = Read(exchange.Request.Path)!.Value;
        if (route == HandlerContract.Routes.ResponseInputItems) await ListAsync(exchange, id, cancellationToken);
        else if (string.Equals(exchange.Request.Method, "DELETE", StringComparison.OrdinalIgnoreCase)) await DeleteAsync(exchange, id, cancellationToken);
        else await GetAsync(exchange, id, cancellationToken);
    }

    /// <summary>What is kept has ended: to cancel it is to be told how.</summary>
    private async Task GetAsync(Exchange exchange, string id, CancellationToken cancellationToken)
    {
        var (conversation, request) = PlaceOf(id);
        var kept = (await chats!.Responses.ReadAsync(exchange.Request.Caller.Subject, conversation, cancellationToken)).GetValueOrDefault(request) ?? throw Unknown(id);
        if (!IsTrue(exchange.Request.Query.GetValueOrDefault("stream")))
        {
            await SendAsync(exchange, Encoding.UTF8.GetBytes(kept.ResponseJson), cancellationToken);
            return;
        }
        var after = exchange.Request.Query.TryGetValue("starting_after", out var number)
            ? int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last
                : throw JsonBody.Invalid("'starting_after' must be the sequence_number of an event.", "starting_after")
            : -1;
        using var response = JsonBody.Reread(kept.ResponseJson);
        new ResponseReplay(after, exchange.Output).Write(response.RootElement);
        await headers.StartEventsAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }

    private async Task DeleteAsync(Exchange exchange, string id, CancellationToken cancellationToken)
    {
        var (conversation, request) = PlaceOf(id);
        if (!await chats!.Responses.DeleteAsync(exchange.Request.Caller.Subject, conversation, request, cancellationToken)) throw Unknown(id);
        using (var json = new Utf8JsonWriter(exchange.Output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "response"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        }
        await SendAsync(exchange, exchange.Output.WrittenMemory, cancellationToken);
    }

    private async Task ListAsync(Exchange exchange, string id, CancellationToken cancellationToken)
    {
        var query = exchange.Request.Query;
        var limit = query.TryGetValue("limit", out var given)
            ? int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MostItems ? number
                : throw JsonBody.Invalid($"'limit' must be a whole number from 1 to {MostItems}.", "limit")
            : DefaultItems;
        var ascending = query.GetValueOrDefault("order") switch
        {
            null or "desc" => false,
            "asc" => true,
            _ => throw JsonBody.Invalid("'order' must be asc or desc.", "order"),
        };
        var road = await new KeptConversations(chats!.Responses, exchange.Request.Caller.Subject).RoadToAsync(id, cancellationToken) ?? throw Unknown(id);
        InputItems.Write(road, ascending, limit, query.GetValueOrDefault("after"), exchange.Output);
        await SendAsync(exchange, exchange.Output.WrittenMemory, cancellationToken);
    }

    private async Task SendAsync(Exchange exchange, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await headers.StartJsonAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(body, cancellationToken);
        exchange.CompletedWhole = true;
    }

    private static (string Conversation, string Request) PlaceOf(string id) => ResponseId.Parse(id) ?? (id, id);

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static GatewayException Unknown(string id) => new(new GatewayError(
        ErrorKind.UnknownRoute, $"You have no response '{id}' here. One that still runs is not kept yet: close its connection to cancel it.", Field: "response_id", Code: "response_not_found"));
}
