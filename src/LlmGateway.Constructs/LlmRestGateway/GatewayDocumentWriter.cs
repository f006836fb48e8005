using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>What a gateway's function is told, from the props.</summary>
internal static class GatewayDocumentWriter
{
    public static GatewayDocument Write(LlmRestGateway gateway, LlmRestGatewayProps props) => new()
    {
        Name = gateway.Name,
        Models = [.. props.Models.Select(model => model.ToDocument())],
        Access = props.Access.Count == 0 ? null : [.. props.Access.Select(rule => rule.ToDocument(gateway))],
        Cache = props.Cache is { } cache ? cache.Answers.ToDocument(cache.Table.TableName) : null,
        Cors = props.Api.Cors?.ToDocument(),
    };
}
