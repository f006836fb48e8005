using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Asks a Lambda authorizer: its policy decides, its context goes to the function.</summary>
internal sealed class LambdaAuthorization(LambdaService lambda, LambdaPermissions permissions, TimeProvider time)
{
    private const string Unauthorized = "Unauthorized";

    private readonly ConcurrentDictionary<(string Authorizer, string Sources), (JsonObject Answer, DateTimeOffset Until)> _remembered = new();

    /// <returns>What the trace is told; null: the method has no such authorizer.</returns>
    /// <exception cref="RefusedException">The caller may not, or the authorizer can't say.</exception>
    public async Task<string?> AdmitAsync(ApiRequest request)
    {
        if (request.Method.Authorizer is not { } authorizer) return null;
        var sources = authorizer.IdentitySources.Select(source => ValueOf(source, request)).ToList();
        if (sources.Any(value => value.Length == 0)) throw new RefusedException(GatewayRefusal.Unauthorized, $"{authorizer.LogicalId}: an identity source is missing");
        var function = lambda.Find(authorizer.FunctionArn) ?? throw new RefusedException(GatewayRefusal.AuthorizerConfiguration, $"{authorizer.LogicalId} names no function of the stack");
        if (!permissions.Allow(authorizer.FunctionArn, $"arn:{request.Partition}:execute-api:{request.Region}:{request.Account}:{request.Api.Id}/authorizers/{authorizer.Id}"))
            throw new RefusedException(GatewayRefusal.AuthorizerConfiguration, $"no AWS::Lambda::Permission lets {authorizer.LogicalId} invoke its function");
        var answer = await AnswerAsync(function, request, authorizer, sources);

        if (answer["policyDocument"] is not JsonObject policy || answer["principalId"]?.ToString() is not { } principal)
            throw new RefusedException(GatewayRefusal.AuthorizerConfiguration, $"{authorizer.LogicalId} answered without principalId and policyDocument");
        var decision = PolicyEvaluator.ForIdentity(authorizer.LogicalId, [policy]).Decide(new AccessRequest { PrincipalArn = null, Action = "execute-api:Invoke", Resource = request.Arn });
        if (!decision.IsAllowed)
        {
            throw new RefusedException(GatewayRefusal.AccessDenied(decision.Outcome == PolicyOutcome.ExplicitDeny
                ? "User is not authorized to access this resource with an explicit deny in an identity-based policy"
                : "User is not authorized to access this resource"), $"{authorizer.LogicalId}: denied");
        }
        request.Authorizer = new AuthorizerAnswer(
            principal,
            (answer["context"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal),
            answer["usageIdentifierKey"]?.ToString());
        return $"authorizer {authorizer.LogicalId}: {principal}";
    }

    private async Task<JsonObject> AnswerAsync(FunctionPool function, ApiRequest request, LambdaAuthorizer authorizer, IReadOnlyList<string> sources)
    {
        var key = (authorizer.Id, string.Join('\n', sources));
        if (_remembered.TryGetValue(key, out var known) && known.Until > time.GetUtcNow()) return known.Answer;
        var answer = await AskAsync(function, request, authorizer, sources.Count > 0 ? sources[0] : "");
        if (authorizer.CacheTtl > TimeSpan.Zero && sources.Count > 0) _remembered[key] = (answer, time.GetUtcNow() + authorizer.CacheTtl);
        return answer;
    }

    private static async Task<JsonObject> AskAsync(FunctionPool function, ApiRequest request, LambdaAuthorizer authorizer, string token)
    {
        try
        {
            var invocation = await function.InvokeAsync(Guid.NewGuid().ToString(), EventOf(request, authorizer, token), request.Http.RequestAborted);
            var reply = await invocation.Reply;
            var read = await reply.Body.ReadAtLeastAsync(int.MaxValue, request.Http.RequestAborted);
            return JsonNode.Parse(read.Buffer.ToArray()) as JsonObject ?? [];
        }
        catch (LambdaException e) when (e.Message == Unauthorized)
        {
            // The word by which authorizers ask for a 401.
            throw new RefusedException(GatewayRefusal.Unauthorized, $"{authorizer.LogicalId}: {Unauthorized}");
        }
        catch (Exception e) when (e is LambdaException or JsonException)
        {
            throw new RefusedException(GatewayRefusal.AuthorizerConfiguration, $"{authorizer.LogicalId} failed: {e.Message}");
        }
    }

    private static ReadOnlyMemory<byte> EventOf(ApiRequest request, LambdaAuthorizer authorizer, string token)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", authorizer.IsToken ? "TOKEN" : "REQUEST");
            json.WriteString("methodArn", request.Arn);
            if (authorizer.IsToken)
            {
                json.WriteString("authorizationToken", token);
            }
            else if (request.ConnectionId is { } connection)
            {
                // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
                ProxyEvent.WriteParameters(json, request);
                json.WriteStartObject("requestContext");
                json.WriteString("routeKey", "$connect");
                json.WriteString("eventType", "CONNECT");
                json.WriteString("messageDirection", "IN");
                json.WriteString("stage", request.Stage.Name);
                json.WriteString("requestId", request.RequestId);
                json.WriteString("connectionId", connection);
                json.WriteString("apiId", request.Api.Id);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("resource", request.Method.ResourcePath);
                json.WriteString("path", request.Path);
                json.WriteString("httpMethod", request.HttpMethod);
                ProxyEvent.WriteParameters(json, request);
                json.WritePropertyName("requestContext");
                RequestContextJson.Write(json, request);
            }
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    private static string ValueOf(string source, ApiRequest request) => source.Split('.') switch
    {
        ["method", "request", "header", var name] => request.Http.Request.Headers[name].ToString(),
        ["method", "request", "querystring", var name] => request.Http.Request.Query[name].ToString(),
        ["stageVariables", var name] => request.Stage.Variables.GetValueOrDefault(name) ?? "",
        ["context", ..] => "present",
        _ => "",
    };
}
