using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Rest;

/// <summary>
/// Reads a REST proxy event in one pass over its bytes. A body that needs no unescaping is not copied: base64 is decoded where it stands,
/// which is why the event's memory must be writable.
/// </summary>
internal static class RestEventReader
{
    /// <exception cref="JsonException">The event is no JSON object, or a member has the wrong kind.</exception>
    public static RestEvent Read(Memory<byte> utf8)
    {
        var rest = new RestEvent();
        var body = Memory<byte>.Empty;
        var isBase64 = false;
        var json = new Utf8JsonReader(utf8.Span);
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("httpMethod"u8)) rest.Method = Text(ref json);
            else if (json.ValueTextEquals("path"u8)) rest.Path = Text(ref json);
            else if (json.ValueTextEquals("resource"u8)) rest.Resource = Text(ref json);
            else if (json.ValueTextEquals("headers"u8)) ReadHeaders(ref json, rest);
            else if (json.ValueTextEquals("multiValueHeaders"u8)) ReadMultiValueHeaders(ref json, rest);
            else if (json.ValueTextEquals("queryStringParameters"u8)) ReadQuery(ref json, rest);
            else if (json.ValueTextEquals("pathParameters"u8)) ReadPathParameters(ref json, rest);
            else if (json.ValueTextEquals("requestContext"u8)) ReadContext(ref json, rest);
            else if (json.ValueTextEquals("body"u8)) body = ReadBody(ref json, utf8);
            else if (json.ValueTextEquals("isBase64Encoded"u8)) isBase64 = json.Read() && json.TokenType == JsonTokenType.True;
            else Skip(ref json);
        }
        rest.Body = isBase64 ? Decode(body) : body;
        return rest;
    }

    private static Memory<byte> ReadBody(ref Utf8JsonReader json, Memory<byte> utf8)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return default;
        if (json.TokenType != JsonTokenType.String) throw new JsonException("The event's body is no string.");
        // The token begins with a quote, and its value is the part between the quotes.
        if (!json.ValueIsEscaped) return utf8.Slice((int)json.TokenStartIndex + 1, json.ValueSpan.Length);
        var unescaped = new byte[json.ValueSpan.Length];
        return unescaped.AsMemory(0, json.CopyString(unescaped));
    }

    private static Memory<byte> Decode(Memory<byte> body) =>
        Base64.DecodeFromUtf8InPlace(body.Span, out var length) == OperationStatus.Done
            ? body[..length]
            : throw new JsonException("The event's body is not the base64 that it says it is.");

    private static void ReadHeaders(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (Member(ref json, out var name))
            if (Text(ref json) is { } value) rest.Headers.TryAdd(name, value);
    }

    /// <summary>Headers that came several times stand here with all their values, and in <c>headers</c> with the last one only.</summary>
    private static void ReadMultiValueHeaders(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (Member(ref json, out var name))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) continue;
            if (json.TokenType != JsonTokenType.StartArray) throw new JsonException($"The event's multiValueHeaders.{name} is no list.");
            string? all = null;
            while (json.Read() && json.TokenType == JsonTokenType.String)
                all = all is null ? json.GetString() : $"{all}, {json.GetString()}";
            if (all is not null) rest.Headers[name] = all;
        }
    }

    private static void ReadQuery(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (Member(ref json, out var name))
            if (Text(ref json) is { } value) rest.Query[name] = value;
    }

    private static void ReadPathParameters(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (Member(ref json, out var name))
            if (Text(ref json) is { } value) rest.PathParameters.Add(new(name, value));
    }

    private static void ReadContext(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("requestId"u8)) rest.RequestId = Text(ref json);
            else if (json.ValueTextEquals("identity"u8)) ReadIdentity(ref json, rest);
            else if (json.ValueTextEquals("authorizer"u8)) ReadAuthorizer(ref json, rest);
            else Skip(ref json);
        }
    }

    private static void ReadIdentity(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("apiKeyId"u8)) rest.Caller.ApiKeyId = Text(ref json);
            else if (json.ValueTextEquals("userArn"u8)) rest.Caller.UserArn = Text(ref json);
            else Skip(ref json);
        }
    }

    private static void ReadAuthorizer(ref Utf8JsonReader json, RestEvent rest)
    {
        if (!Enter(ref json)) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("principalId"u8)) rest.Caller.PrincipalId = Text(ref json);
            else if (json.ValueTextEquals("models"u8)) rest.Caller.Models = Text(ref json);
            else if (json.ValueTextEquals(HandlerContract.AuthorizerContext.UserName)) rest.Caller.UserName = Text(ref json);
            else if (json.ValueTextEquals(HandlerContract.AuthorizerContext.Groups)) rest.Caller.Groups = Text(ref json);
            else if (json.ValueTextEquals(HandlerContract.AuthorizerContext.Admin)) rest.Caller.Admin = Text(ref json);
            else if (json.ValueTextEquals(HandlerContract.AuthorizerContext.Client)) rest.Caller.Client = Text(ref json);
            else if (json.ValueTextEquals(HandlerContract.AuthorizerContext.Tenant)) rest.Caller.Tenant = Text(ref json);
            else Skip(ref json);
        }
    }

    /// <returns>False for null, which API Gateway writes where it has nothing.</returns>
    private static bool Enter(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return false;
        return json.TokenType == JsonTokenType.StartObject ? true : throw new JsonException("The event has a value where an object belongs.");
    }

    private static bool Member(ref Utf8JsonReader json, out string name)
    {
        var found = json.Read() && json.TokenType == JsonTokenType.PropertyName;
        name = found ? json.GetString()! : "";
        return found;
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => throw new JsonException("The event has another value where text belongs."),
        };
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType kind)
    {
        if (!json.Read() || json.TokenType != kind) throw new JsonException("The event is no JSON object.");
    }
}
