namespace LlmGateway.Tool.Local.Template;

/// <summary>What the pseudo parameters say: the account and region that the stack believes to be in.</summary>
internal sealed record TemplateEnvironment
{
    /// <summary>The account of stacks that name none: AWS's own example.</summary>
    public const string ExampleAccount = "123456789012";

    public const string DefaultRegion = "us-east-1";

    public required string StackName { get; init; }
    public string Account { get; init; } = ExampleAccount;
    public string Region { get; init; } = DefaultRegion;
    public string Partition { get; init; } = "aws";

    public string UrlSuffix => Partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>The value of a pseudo parameter; null when there is none of that name. <c>AWS::NoValue</c> is the resolver's own.</summary>
    public string? Pseudo(string name) => name switch
    {
        "AWS::AccountId" => Account,
        "AWS::Region" => Region,
        "AWS::Partition" => Partition,
        "AWS::StackName" => StackName,
        "AWS::StackId" => $"arn:{Partition}:cloudformation:{Region}:{Account}:stack/{StackName}/00000000-0000-0000-0000-000000000000",
        "AWS::URLSuffix" => UrlSuffix,
        "AWS::NotificationARNs" => "",
        _ => null,
    };

    /// <summary>Builds an ARN in this account and region.</summary>
    public string Arn(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{Account}:{resource}";
}
