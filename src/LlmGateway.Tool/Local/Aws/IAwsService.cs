namespace LlmGateway.Tool.Local.Aws;

/// <summary>A service behind the front door.</summary>
internal interface IAwsService
{
    /// <summary>How the service words its errors.</summary>
    AwsErrorShape ErrorShape { get; }

    /// <summary>Authorizes and answers.</summary>
    /// <exception cref="AwsException">The answer is an error; nothing was written yet.</exception>
    Task HandleAsync(AwsCall call);
}
