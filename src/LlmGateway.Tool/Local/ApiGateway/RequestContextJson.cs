using System.Globalization;
using System.Text.Json;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Writes <c>requestContext</c>: what API Gateway knows of a request and its caller.</summary>
internal static class RequestContextJson
{
    public static void Write(Utf8JsonWriter json, ApiRequest request)
    {
        json.WriteStartObject();
        json.WriteString("resourceId", request.Method.ResourceId);
        json.WriteString("resourcePath", request.Method.ResourcePath);
        json.WriteString("httpMethod", request.HttpMethod);
        json.WriteString("extendedRequestId", ExtendedId(request.RequestId));
        json.WriteString("requestTime", request.ReceivedAt.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture));
        json.WriteString("path", $"/{request.Stage.Name}{request.Path}");
        json.WriteString("accountId", request.Account);
        json.WriteString("protocol", request.Http.Request.Protocol);
        json.WriteString("stage", request.Stage.Name);
        json.WriteString("domainPrefix", request.Api.Id);
        json.WriteNumber("requestTimeEpoch", request.ReceivedAt.ToUnixTimeMilliseconds());
        json.WriteString("requestId", request.RequestId);
        WriteIdentity(json, request);
        json.WriteString("domainName", request.Http.Request.Host.ToString());
        json.WriteString("deploymentId", "local");
        json.WriteString("apiId", request.Api.Id);
        WriteAuthorizer(json, request);
        json.WriteEndObject();
    }

    /// <summary>What <c>x-amz-apigw-id</c> carries.</summary>
    public static string ExtendedId(string requestId) => requestId.Replace("-", "", StringComparison.Ordinal)[..15] + "=";

    public static void WriteIdentity(Utf8JsonWriter json, ApiRequest request)
    {
        var caller = request.Caller;
        // An assumed role's caller id is ROLE_ID:SESSION; a user's is the user's id.
        var callerId = caller is null ? null : caller.SessionToken is null ? "AIDALOCALDEVELOPER" : $"AROALOCALROLE:{caller.Arn.Split('/')[^1]}";
        json.WriteStartObject("identity");
        json.WriteNull("cognitoIdentityPoolId");
        json.WriteString("accountId", caller is null ? null : request.Account);
        json.WriteNull("cognitoIdentityId");
        json.WriteString("caller", callerId);
        json.WriteString("sourceIp", request.SourceIp);
        json.WriteNull("principalOrgId");
        json.WriteString("accessKey", caller?.AccessKeyId);
        json.WriteNull("cognitoAuthenticationType");
        json.WriteNull("cognitoAuthenticationProvider");
        json.WriteString("userArn", caller?.Arn);
        json.WriteString("userAgent", request.Http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null);
        json.WriteString("user", callerId);
        if (request.ApiKey is { } key)
        {
            json.WriteString("apiKey", key.Value);
            json.WriteString("apiKeyId", key.Id);
        }
        json.WriteEndObject();
    }

    private static void WriteAuthorizer(Utf8JsonWriter json, ApiRequest request)
    {
        if (request.Authorizer is not { } answer) return;
        json.WriteStartObject("authorizer");
        json.WriteString("principalId", answer.PrincipalId);
        json.WriteNumber("integrationLatency", 1);
        foreach (var (name, value) in answer.Context) json.WriteString(name, value);
        json.WriteEndObject();
    }
}
