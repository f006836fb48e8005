using System.Text.Json.Nodes;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>REST proxy events as API Gateway writes them.</summary>
public static class RestEvents
{
    /// <summary>An event with the members that API Gateway always sends.</summary>
    public static JsonObject Create(string method, string resource, string? body = null, Action<JsonObject>? adjust = null)
    {
        var json = new JsonObject
        {
            ["resource"] = resource,
            ["path"] = resource,
            ["httpMethod"] = method,
            ["headers"] = new JsonObject { ["Content-Type"] = "application/json", ["Host"] = "abc123.execute-api.eu-west-1.amazonaws.com" },
            ["multiValueHeaders"] = new JsonObject
            {
                ["Content-Type"] = new JsonArray("application/json"),
                ["Host"] = new JsonArray("abc123.execute-api.eu-west-1.amazonaws.com"),
            },
            ["queryStringParameters"] = null,
            ["multiValueQueryStringParameters"] = null,
            ["pathParameters"] = null,
            ["stageVariables"] = null,
            ["requestContext"] = new JsonObject
            {
                ["resourceId"] = "abcdef",
                ["resourcePath"] = resource,
                ["httpMethod"] = method,
                ["extendedRequestId"] = "extended",
                ["path"] = "/prod" + resource,
                ["accountId"] = "123456789012",
                ["protocol"] = "HTTP/1.1",
                ["stage"] = "prod",
                ["requestId"] = Guid.NewGuid().ToString(),
                ["requestTimeEpoch"] = 1_700_000_000_000,
                ["apiId"] = "abc123",
                ["identity"] = new JsonObject
                {
                    ["cognitoIdentityPoolId"] = null,
                    ["accountId"] = null,
                    ["caller"] = null,
                    ["sourceIp"] = "203.0.113.9",
                    ["userArn"] = null,
                    ["userAgent"] = "test",
                    ["user"] = null,
                },
            },
            ["body"] = body,
            ["isBase64Encoded"] = false,
        };
        adjust?.Invoke(json);
        return json;
    }

    public static JsonObject Chat(string body, Action<JsonObject>? adjust = null) => Create("POST", "/v1/chat/completions", body, adjust);
}
