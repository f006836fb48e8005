using System.Security.Cryptography;
using System.Text;
using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>API keys and what their usage plans allow.</summary>
internal sealed class ApiKeyCheck(IReadOnlyList<ApiKey> keys, Throttles throttles)
{
    /// <returns>What the trace is told; null: the method wants no key.</returns>
    /// <exception cref="RefusedException">The key is missing, unknown, or used up.</exception>
    public string? Admit(ApiRequest request)
    {
        if (!request.Method.ApiKeyRequired) return null;
        var sent = request.Api.KeysFromAuthorizer ? request.Authorizer?.UsageIdentifierKey ?? "" : request.Http.Request.Headers["x-api-key"].ToString();
        if (sent.Length == 0) throw new RefusedException(GatewayRefusal.InvalidApiKey, "no x-api-key was sent");
        var key = keys.FirstOrDefault(each => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(each.Value), Encoding.UTF8.GetBytes(sent)))
            ?? throw new RefusedException(GatewayRefusal.InvalidApiKey, "there is no such API key");
        if (!key.Enabled) throw new RefusedException(GatewayRefusal.InvalidApiKey, $"the API key {key.Name} is disabled");
        var plan = throttles.PlanOf(key, request.Api, request.Stage)
            ?? throw new RefusedException(GatewayRefusal.InvalidApiKey, $"no usage plan gives the API key {key.Name} this stage");
        throttles.AdmitKey(plan, key, request.Api, request.Stage, request.Method, request.HttpMethod);
        request.ApiKey = key;
        return $"API key {key.Name}";
    }
}
