using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>What a gateway's function is told, from the props.</summary>
internal static class GatewayDocumentWriter
{
    public static GatewayDocument Write(LlmRestGateway gateway, LlmRestGatewayProps props) => Answering(gateway, gateway.ApiKeys, AnsweringParts.Of(gateway.Name, props)) with
    {
        Cors = props.Api.Cors?.ToDocument(),
    };

    /// <summary>For a function that asks models.</summary>
    public static GatewayDocument Answering(Construct gateway, IReadOnlyDictionary<string, IApiKey> keys, AnsweringParts parts) => new()
    {
        Name = parts.Name,
        Models = [.. parts.Models.Select(model => model.ToDocument())],
        Access = parts.Access.Count == 0 ? null : [.. parts.Access.Select(rule => rule.ToDocument(Callers(gateway, keys)))],
        KeyNames = keys.Count == 0 ? null : keys.ToDictionary(key => key.Value.KeyId, key => key.Key),
        Cache = parts.Cache is { } cache ? cache.Answers.ToDocument(cache.Table.TableName) : null,
        Requests = parts.Requests?.Table.TableName,
        History = parts.History?.ToDocument(),
        Knowledge = parts.Knowledge.Count == 0 ? null : [.. parts.Knowledge.Select(source => source.ToDocument(Callers(gateway, keys)))],
    };

    private static GatewayCallers Callers(Construct gateway, IReadOnlyDictionary<string, IApiKey> keys) => new(Stack.Of(gateway), keys);
}
