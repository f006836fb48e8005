using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Tokens;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Authorization;

/// <summary>What an authorizer answers to API Gateway about a caller who may come in.</summary>
/// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html</remarks>
internal static class AuthorizerReply
{
    public static ReadOnlyMemory<byte> Of(TokenBearer bearer, string methodArn)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("principalId"u8, bearer.Subject);
        WritePolicy(json, StageOf(methodArn));
        json.WriteStartObject("context"u8);
        json.WriteString(HandlerContract.AuthorizerContext.UserName, bearer.UserName);
        json.WriteString(HandlerContract.AuthorizerContext.Groups, ListOf(bearer.Groups));
        json.WriteString(HandlerContract.AuthorizerContext.Admin, bearer.IsAdmin ? "true" : "false");
        json.WriteString(HandlerContract.AuthorizerContext.Client, bearer.Client);
        if (bearer.Tenant is { Length: > 0 } tenant) json.WriteString(HandlerContract.AuthorizerContext.Tenant, tenant);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WritePolicy(Utf8JsonWriter json, string resource)
    {
        json.WriteStartObject("policyDocument"u8);
        json.WriteString("Version"u8, "2012-10-17");
        json.WriteStartArray("Statement"u8);
        json.WriteStartObject();
        json.WriteString("Effect"u8, "Allow");
        json.WriteString("Action"u8, "execute-api:Invoke");
        json.WriteString("Resource"u8, resource);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>All of the stage: API Gateway keeps the answer for a token, whichever route it is sent to next.</summary>
    private static string StageOf(string methodArn) =>
        methodArn.Split('/') is [var api, var stage, ..] ? $"{api}/{stage}/*" : throw new InvalidDataException($"'{methodArn}' is no ARN of a method.");

    private static string ListOf(IReadOnlyList<string> texts)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
