using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Which functions a service may invoke: the template's AWS::Lambda::Permission.</summary>
/// <param name="stack">Of the template.</param>
/// <param name="principal">The service.</param>
internal sealed class LambdaPermissions(ResolvedStack stack, string principal = "apigateway.amazonaws.com")
{
    private readonly IReadOnlyList<(string Function, string? SourceArn)> _permissions =
    [
        .. stack.OfType("AWS::Lambda::Permission").Select(stack.PropertiesOf)
            .Where(properties => properties["Principal"]?.ToString() == principal && properties["Action"]?.ToString() is "lambda:InvokeFunction" or "lambda:*")
            .Select(properties => (properties["FunctionName"]?.ToString() ?? "", properties["SourceArn"]?.ToString())),
    ];

    /// <summary>Whether a method of the API may invoke a function.</summary>
    /// <param name="functionArn">Of the function.</param>
    /// <param name="request">Whose method it is.</param>
    public bool Allow(string functionArn, ApiRequest request)
    {
        // Lambda is told the method as the template has it: stage, verb and resource path, parameters as stars.
        var path = string.Join('/', request.Method.ResourcePath.Split('/').Select(part => part.StartsWith('{') ? "*" : part));
        var source = $"arn:{request.Partition}:execute-api:{request.Region}:{request.Account}:{request.Api.Id}/{request.Stage.Name}/{request.Method.HttpMethod}{path}";
        return Allow(functionArn, source);
    }

    /// <summary>Whether something of an API may invoke a function.</summary>
    /// <param name="functionArn">Of the function.</param>
    /// <param name="source">ARN of what calls.</param>
    public bool Allow(string functionArn, string source) =>
        _permissions.Any(permission =>
            (permission.Function == functionArn || permission.Function == functionArn.Split(':')[^1])
            && (permission.SourceArn is null || WildcardPattern.MatchesArn(permission.SourceArn, source)));
}
