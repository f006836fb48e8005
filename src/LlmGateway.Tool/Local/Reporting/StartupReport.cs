using Spectre.Console;

namespace LlmGateway.Tool.Local.Reporting;

/// <summary>Tells the person at the keyboard what runs, where, and how to call it.</summary>
/// <param name="console">Colours on a terminal, plain text elsewhere.</param>
/// <param name="lines">For lines to be copied, which must not be wrapped.</param>
internal sealed class StartupReport(IAnsiConsole console, TextWriter lines)
{
    public void Print(LocalRun run, UpstreamChoice? upstream)
    {
        if (run.Page is { } page) Line("green", "chat page", page.ToString());
        foreach (var notice in run.Notices) Line("yellow", "note", notice);
        foreach (var api in run.Apis)
        {
            Line("green", "API", $"{api.Url} ({api.Name})");
            Line("green", "OpenAI clients", $"base URL {api.Url}v1");
        }
        foreach (var api in run.SocketApis) Line("green", "WebSocket API", $"{api.Url} ({api.Name})");
        foreach (var key in run.ApiKeys) Line("green", "API key", $"{key.Value} ({key.Name})");
        foreach (var pool in run.UserPools)
        {
            Line("green", "user pool", $"{pool.Id}; llm-gateway users create NAME --pool {pool.Id} --endpoint-url {run.Endpoint.ToString().TrimEnd('/')}");
            foreach (var client in pool.Clients.Values) Line("green", "app client", $"{client.Id} ({client.LogicalId})");
        }
        Line("green", "test credentials", $"AWS_ACCESS_KEY_ID={run.Developer.AccessKeyId} AWS_SECRET_ACCESS_KEY={run.Developer.SecretAccessKey} AWS_REGION={run.Environment.Region}");
        Line("green", "models", upstream switch
        {
            null => "the Bedrock simulator; --upstream bedrock or --upstream URL brings real answers",
            { IsBedrock: true } => "Amazon Bedrock, called with your own AWS credentials: answers cost money",
            _ => upstream.Server!.ToString(),
        });
        if (run.CurlLine is not null)
        {
            lines.WriteLine();
            lines.WriteLine(run.CurlLine);
        }
        lines.WriteLine();
        lines.WriteLine("Ctrl+C stops it and everything that it started.");
        lines.Flush();
    }

    private void Line(string colour, string label, string text)
    {
        // Written in two parts: the console wraps at the terminal's width, and the value is to be copied.
        console.Markup($"[{colour}]{label,-16}[/] ");
        lines.WriteLine(text);
    }
}
