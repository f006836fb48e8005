namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>A method of a resource.</summary>
internal sealed record RestMethod
{
    public required string LogicalId { get; init; }

    /// <summary>Upper case, or <c>ANY</c>.</summary>
    public required string HttpMethod { get; init; }

    public required string ResourceId { get; init; }

    /// <summary>As <c>/v1/models/{id+}</c>.</summary>
    public required string ResourcePath { get; init; }

    /// <summary>NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.</summary>
    public required string AuthorizationType { get; init; }

    /// <summary>Null: none.</summary>
    public LambdaAuthorizer? Authorizer { get; init; }

    public bool ApiKeyRequired { get; init; }

    /// <summary>Parameters that must be there, as <c>querystring.q</c>; empty when nothing validates them.</summary>
    public IReadOnlyList<string> RequiredParameters { get; init; } = [];

    /// <summary>Model names by content type; empty when nothing validates the body.</summary>
    public IReadOnlyDictionary<string, string> RequestModels { get; init; } = new Dictionary<string, string>();

    public required Integration Integration { get; init; }
}

/// <summary>A function that decides who may call.</summary>
/// <param name="LogicalId">In the template.</param>
/// <param name="FunctionArn">To ask.</param>
/// <param name="IsToken">A TOKEN authorizer; else REQUEST.</param>
/// <param name="IdentitySources">As <c>method.request.header.Authorization</c>; a request that lacks one is refused unasked.</param>
/// <param name="Id">Of the authorizer, by which a permission names it.</param>
/// <param name="CacheTtl">How long an answer is remembered by its identity sources; zero: not at all.</param>
internal sealed record LambdaAuthorizer(string LogicalId, string FunctionArn, bool IsToken, IReadOnlyList<string> IdentitySources, string Id, TimeSpan CacheTtl);

/// <summary>What answers a method.</summary>
internal sealed record Integration
{
    /// <summary>MOCK, AWS_PROXY or a type that the local run refuses when it is called.</summary>
    public required string Type { get; init; }

    /// <summary>Of AWS_PROXY.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>Whether the function's answer is streamed to the client.</summary>
    public bool Streams { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>By content type.</summary>
    public IReadOnlyDictionary<string, string> RequestTemplates { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<IntegrationResponse> Responses { get; init; } = [];
}

/// <summary>How a MOCK's outcome becomes an HTTP response.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="SelectionPattern">Regular expression over the integration's status; null: the default.</param>
/// <param name="Headers">Expressions by header name.</param>
/// <param name="Templates">Bodies by content type.</param>
internal sealed record IntegrationResponse(int Status, string? SelectionPattern, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Templates);
