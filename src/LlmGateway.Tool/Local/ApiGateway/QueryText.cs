using System.Net;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Query strings as API Gateway reads them: decoded, a plus sign is a space.</summary>
internal static class QueryText
{
    public static IReadOnlyList<KeyValuePair<string, List<string>>> Parse(string query)
    {
        var parameters = new List<KeyValuePair<string, List<string>>>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = WebUtility.UrlDecode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : WebUtility.UrlDecode(part[(equals + 1)..]);
            var known = parameters.FindIndex(each => each.Key == name);
            if (known < 0) parameters.Add(new(name, [value]));
            else parameters[known].Value.Add(value);
        }
        return parameters;
    }
}
