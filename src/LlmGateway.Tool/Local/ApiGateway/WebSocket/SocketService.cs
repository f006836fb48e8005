using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.ApiGateway.Velocity;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Lambda;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>All WebSocket APIs of the stack: connections are authorized, messages routed, functions invoked.</summary>
internal sealed class SocketService(
    IReadOnlyList<SocketApi> apis, ApiGatewayOptions options, LambdaService lambda, AsyncInvocations events, LambdaPermissions permissions, SocketLimits limits)
{
    private const string Connect = "$connect";
    private const string Disconnect = "$disconnect";
    private const string Default = "$default";

    private readonly ConcurrentDictionary<string, SocketConnection> _connections = new(StringComparer.Ordinal);
    private readonly Throttles _throttles = new(options.Plans, options.Time);

    public SocketConnection? Find(string connectionId) => _connections.GetValueOrDefault(connectionId);

    /// <summary>As IAM knows something below a stage. Of a connection that is gone, the path tells the API by its stage alone.</summary>
    public string ArnOf(SocketConnection? connection, string stage, string resource)
    {
        var api = connection?.Connect.Api.Id ?? apis.FirstOrDefault(each => each.Site.Stages.Any(known => known.Name == stage))?.Site.Id;
        return $"arn:{options.Partition}:execute-api:{options.Region}:{options.Account}:{api}/{stage}/{resource}";
    }

    /// <summary>The API of a stage; null: none is named so.</summary>
    public SocketApi? ApiOf(HttpContext http, out ApiStage? stage)
    {
        var host = http.Request.Host.Host;
        var named = apis.Where(api => host.StartsWith(api.Site.Id + ".", StringComparison.Ordinal)).ToList();
        foreach (var api in named.Count > 0 ? named : apis)
        {
            stage = api.Site.Stages.FirstOrDefault(each => http.Request.Path.StartsWithSegments("/" + each.Name, StringComparison.Ordinal));
            if (stage is not null) return api;
        }
        stage = null;
        return null;
    }

    /// <summary>Lets a client in, and serves it until it goes.</summary>
    public async Task HandleAsync(HttpContext http, CancellationToken stopping)
    {
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..15] + "=";
        if (ApiOf(http, out var stage) is not { } api || stage is null)
        {
            await RefusalWriter.WriteAsync(http, GatewayRefusal.InvalidApiKey, id, null, null);
            return;
        }
        ApiRequest connect;
        string? subprotocol;
        try
        {
            connect = await AdmitAsync(http, api, stage, id);
            subprotocol = await ConnectAsync(api, connect, id);
        }
        catch (RefusedException refused)
        {
            options.Trace.Step(id, $"connection refused: {refused.Refusal.Type}{(refused.Reason is null ? "" : $": {refused.Reason}")}");
            await RefusalWriter.WriteAsync(http, refused.Refusal, id, api.Site, stage);
            return;
        }
        var (socket, guard) = await SocketHandshake.AcceptAsync(http, subprotocol);
        await using var connection = new SocketConnection(id, connect, socket, guard, limits, options.Time);
        _connections[id] = connection;
        options.Trace.Step(id, "connected");
        try
        {
            while (await connection.ReceiveAsync(stopping) is { } message) _ = RouteAsync(api, connection, message, stopping);
        }
        finally
        {
            _connections.TryRemove(id, out _);
            options.Trace.Step(id, "disconnected");
            if (!stopping.IsCancellationRequested && api.Routes.TryGetValue(Disconnect, out var route))
                await InvokeAsync(api, connect, route, EventOf(connection, Disconnect, "DISCONNECT", null), id, stopping);
        }
    }

    private async Task<ApiRequest> AdmitAsync(HttpContext http, SocketApi api, ApiStage stage, string connectionId)
    {
        var method = api.Site.Methods is [var only, ..] ? only : throw new RefusedException(GatewayRefusal.Configuration, "the API has no route $connect");
        var requestId = Guid.NewGuid().ToString();
        var request = new ApiRequest
        {
            Http = http,
            RequestId = requestId,
            Api = api.Site,
            Stage = stage,
            Route = new RouteMatch(method, new Dictionary<string, string>()),
            Signed = SignedRequest.From(http, default),
            Path = "/",
            Resource = Connect,
            ConnectionId = connectionId,
            ReceivedAt = options.Time.GetUtcNow(),
            Account = options.Account,
            Region = options.Region,
            Partition = options.Partition,
        };
        _throttles.AdmitStage(api.Site, stage, method, "GET");
        await options.LambdaAuthorization.AdmitAsync(request);
        options.Iam.Admit(request);
        new ApiKeyCheck(options.Keys, _throttles).Admit(request);
        return request;
    }

    /// <returns>The subprotocol that the function chose.</returns>
    private async Task<string?> ConnectAsync(SocketApi api, ApiRequest connect, string id)
    {
        if (!api.Routes.TryGetValue(Connect, out var route)) return null;
        var payload = SocketEventJson.Write(connect, id, Connect, "CONNECT", connect.RequestId, null, connect.ReceivedAt);
        var answer = await InvokeAsync(api, connect, route, payload, connect.RequestId, connect.Http.RequestAborted)
            ?? throw new RefusedException(GatewayRefusal.MalformedProxyResponse, "the function of $connect failed");
        var status = answer["statusCode"]?.GetValue<int>() ?? 502;
        if (status is < 200 or > 299) throw new RefusedException(new GatewayRefusal("ACCESS_DENIED", status, "ForbiddenException", "Forbidden"), "$connect said no");
        return (answer["headers"] as JsonObject)?.FirstOrDefault(header => header.Key.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
    }

    private async Task RouteAsync(SocketApi api, SocketConnection connection, string message, CancellationToken stopping)
    {
        var requestId = Guid.NewGuid().ToString();
        try
        {
            _throttles.AdmitStage(api.Site, connection.Connect.Stage, connection.Connect.Method, "MESSAGE");
            var key = KeyOf(api, message);
            options.Trace.Step(connection.Id, $"message {requestId}: {key}");
            if (!api.Routes.TryGetValue(key, out var route) && !api.Routes.TryGetValue(Default, out route))
                throw new RefusedException(GatewayRefusal.InvalidApiKey, $"no route {key}");
            if (route.Template is null)
            {
                var payload = SocketEventJson.Write(connection.Connect, connection.Id, route.Key, "MESSAGE", requestId, message, options.Time.GetUtcNow());
                if (await InvokeAsync(api, connection.Connect, route, payload, requestId, stopping) is null) throw new RefusedException(GatewayRefusal.MalformedProxyResponse);
                return;
            }
            var @event = Encoding.UTF8.GetBytes(Render(route, connection, requestId, message));
            var function = FunctionOf(api, connection.Connect, route);
            if (route.Asynchronous) events.Enqueue(function, requestId, @event);
            else await InvokeAsync(api, connection.Connect, route, @event, requestId, stopping);
        }
        catch (RefusedException refused)
        {
            options.Trace.Step(connection.Id, $"message {requestId} refused: {refused.Message}");
            var told = new JsonObject { ["message"] = refused.Refusal.Message, ["connectionId"] = connection.Id, ["requestId"] = requestId };
            await connection.SendAsync(Encoding.UTF8.GetBytes(told.ToJsonString()), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The local run ends.
            return;
        }
    }

    private static string KeyOf(SocketApi api, string message)
    {
        try
        {
            var node = JsonNode.Parse(message);
            foreach (var part in api.Selection) node = (node as JsonObject)?[part];
            return node is JsonValue ? node.ToString() : Default;
        }
        catch (JsonException)
        {
            return Default;
        }
    }

    private static string Render(SocketRoute route, SocketConnection connection, string requestId, string message)
    {
        var context = new JsonObject
        {
            ["connectionId"] = connection.Id, ["requestId"] = requestId, ["messageId"] = requestId, ["apiId"] = connection.Connect.Api.Id,
            ["stage"] = connection.Connect.Stage.Name, ["routeKey"] = route.Key, ["eventType"] = "MESSAGE",
        };
        return VelocityTemplate.Parse(route.Template!).Render(new VelocityScope(connection.Connect.Http.Request, context, body: message));
    }

    /// <returns>What the function answered; null: it failed, or took longer than an integration may.</returns>
    private async Task<JsonObject?> InvokeAsync(SocketApi api, ApiRequest connect, SocketRoute route, ReadOnlyMemory<byte> payload, string requestId, CancellationToken cancellationToken)
    {
        var function = FunctionOf(api, connect, route);
        using var timeout = new CancellationTokenSource(route.Timeout, options.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var invocation = await function.InvokeAsync(requestId, payload, ended.Token);
            var reply = await invocation.Reply.WaitAsync(ended.Token);
            var read = await reply.Body.ReadAtLeastAsync(int.MaxValue, ended.Token);
            return JsonNode.Parse(read.Buffer.ToArray()) as JsonObject;
        }
        catch (Exception failed) when (failed is LambdaException or JsonException or OperationCanceledException)
        {
            options.Trace.Step(requestId, $"{route.Key}: {failed.Message}");
            return null;
        }
    }

    private FunctionPool FunctionOf(SocketApi api, ApiRequest connect, SocketRoute route)
    {
        var function = lambda.Find(route.FunctionArn) ?? throw new RefusedException(GatewayRefusal.Configuration, $"the stack has no function {route.FunctionArn}");
        var source = $"arn:{connect.Partition}:execute-api:{connect.Region}:{connect.Account}:{api.Site.Id}/{connect.Stage.Name}/{route.Key}";
        return permissions.Allow(function.Function.Arn, source) ? function
            : throw new RefusedException(GatewayRefusal.Configuration, $"no AWS::Lambda::Permission lets API Gateway invoke {function.Function.LogicalId} for {route.Key}");
    }

    private ReadOnlyMemory<byte> EventOf(SocketConnection connection, string key, string type, string? body) =>
        SocketEventJson.Write(connection.Connect, connection.Id, key, type, Guid.NewGuid().ToString(), body, options.Time.GetUtcNow());
}
