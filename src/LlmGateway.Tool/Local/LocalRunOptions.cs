using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>What to run, and how.</summary>
internal sealed record LocalRunOptions
{
    public const int DefaultPort = 4000;
    public const int DefaultConcurrency = 10;
    public const string DefaultPageUser = "local";

    /// <summary>A cloud assembly (<c>cdk.out</c>), a folder that holds one, or a CDK app to synthesize; null: the QuickStart example.</summary>
    public string? Source { get; init; }

    /// <summary>Which of several stacks.</summary>
    public string? Stack { get; init; }

    /// <summary>0: any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Processes of each function at most.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>Of stacks that name none.</summary>
    public string Region { get; init; } = TemplateEnvironment.DefaultRegion;

    /// <summary>Whom the chat page is signed in as, without asking; null: people sign in, or give their API key, as in AWS.</summary>
    public string? PageUser { get; init; } = DefaultPageUser;

    /// <summary>What answers in place of the models; null: the Bedrock simulator.</summary>
    public UpstreamChoice? Upstream { get; init; }

    /// <summary>What the account knows and the template does not say.</summary>
    public StackInputs Inputs { get; init; } = new();

    /// <summary>What the Bedrock simulator does.</summary>
    public SimulatorScript Script { get; init; } = SimulatorScript.Default;

    /// <summary>The handler to run in place of code for another machine; null: the one beside the tool.</summary>
    public string? PortableHandler { get; init; }

    public ILocalTrace Trace { get; init; } = NoTrace.Instance;

    /// <summary>Told what is going on before the run is up.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Told of each authorization decision of a handler's AWS calls.</summary>
    public Action<AwsDecision>? OnDecision { get; init; }

    /// <summary>Changes the template before it is read: tests take single permissions away.</summary>
    public Action<System.Text.Json.Nodes.JsonObject>? ChangeTemplate { get; init; }

    /// <summary>Quotas of WebSocket connections; tests shorten them.</summary>
    public SocketLimits Sockets { get; init; } = new();

    /// <summary>Delivers each asynchronous event twice, as Lambda may.</summary>
    public bool DeliverEventsTwice { get; init; }

    /// <summary>Asynchronous events are held back until it is done, as a cold start, a throttle or a queue does.</summary>
    public Task EventsBegin { get; init; } = Task.CompletedTask;

    /// <summary>Answers for <c>@connections</c> by a status in place of the work; null, or null for a connection's id: it works.</summary>
    public Func<string, int?>? ConnectionsFault { get; init; }

    /// <summary>Whether DynamoDB throttles an operation, such as <c>PutItem</c>; null: never.</summary>
    public Func<string, bool>? DynamoThrottle { get; init; }

    /// <summary>API Gateway's clock and Lambda's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
