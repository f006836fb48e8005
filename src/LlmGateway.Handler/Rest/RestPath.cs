namespace LlmGateway.Handler.Rest;

/// <summary>The path that a REST event asks for, as the gateway's routes know it.</summary>
internal static class RestPath
{
    /// <summary>
    /// Below the stage and any base path of a custom domain, percent-decoded once. The route with its parameters filled in tells it;
    /// where an event has no route, the path as it was called does.
    /// </summary>
    public static string Of(RestEvent rest)
    {
        var path = rest.Resource is { Length: > 0 } route && FillIn(route, rest.PathParameters) is { } filled ? filled : rest.Path;
        if (string.IsNullOrEmpty(path)) return "/";
        return path.Contains('%') ? Uri.UnescapeDataString(path) : path;
    }

    private static string? FillIn(string route, List<KeyValuePair<string, string>> parameters)
    {
        if (!route.Contains('{')) return route;
        foreach (var (name, value) in parameters)
        {
            route = route.Replace($"{{{name}+}}", value, StringComparison.Ordinal);
            route = route.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        // A parameter without a value: the event was not made by API Gateway.
        return route.Contains('{') ? null : route;
    }
}
