using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Search;

/// <summary>An error as OpenSearch words it.</summary>
internal sealed class SearchException(int status, string type, string reason) : Exception(reason)
{
    public int Status => status;

    public JsonObject ToJson() => new()
    {
        ["error"] = new JsonObject
        {
            ["root_cause"] = new JsonArray(new JsonObject { ["type"] = type, ["reason"] = Message }), ["type"] = type, ["reason"] = Message,
        },
        ["status"] = status,
    };

    public static SearchException NoIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");

    public static SearchException Parsing(string reason) => new(400, "parsing_exception", reason);
}
