namespace LlmGateway.Shared;

/// <summary>What the constructs write for the page's delivery, and the local run does in CloudFront's place.</summary>
internal static class PageContract
{
    /// <summary>Where the page asks for its user's token, when a load balancer signed that user in.</summary>
    public const string Session = "/session";

    /// <summary>CloudFront function: a path whose last part has no dot is a place inside the page.</summary>
    public const string Fallback = """
        function handler(event) {
            var request = event.request;
            if (!/\.[^\/]*$/.test(request.uri)) request.uri = '/index.html';
            return request;
        }
        """;
}
