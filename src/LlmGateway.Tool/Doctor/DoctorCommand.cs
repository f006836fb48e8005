using System.CommandLine;
using System.Text.Json;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Asking;
using LlmGateway.Tool.Output;
using Spectre.Console;

namespace LlmGateway.Tool.Doctor;

/// <summary><c>llm-gateway doctor</c>: says what is wrong, and what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string[]> Models = new("--bedrock-model") { Description = "A model or inference profile to check beside the gateway's. May come several times.", HelpName = "ID" };
    private static readonly Option<bool> Json = new("--json") { Description = "The findings as one line of JSON." };

    public static Command Create()
    {
        var gateway = new GatewayOptions();
        var command = new Command("doctor", "Checks credentials, region, model access (one token of each Bedrock model, which costs next to nothing), the stack, its outputs and the gateway, and says what to fix. Exit code 0: all is well; 1: something is to be fixed.") { Models, Json };
        gateway.AddTo(command);
        return command.Ends(async (arguments, stopping) =>
        {
            List<Finding> findings = [];
            var asJson = arguments.GetValue(Json);
            await foreach (var finding in new Checkup(gateway, arguments, arguments.GetValue(Models) ?? []).RunAsync(stopping))
            {
                findings.Add(finding);
                if (!asJson) Show(finding);
            }
            if (asJson) await Console.Out.WriteLineAsync(JsonOutput.Object(json => Write(json, findings)));
            return findings.Exists(finding => finding.Verdict == Verdict.Failed) ? ExitCodes.Incomplete : ExitCodes.Done;
        });
    }

    private static void Show(Finding finding)
    {
        var (colour, word) = finding.Verdict switch
        {
            Verdict.Ok => ("green", "ok"),
            Verdict.Failed => ("red", "fail"),
            _ => ("grey", "skip"),
        };
        // In two parts: the console wraps at the terminal's width, and what was found is to be copied.
        AnsiConsole.Markup($"[{colour}]{word,-5}[/]");
        var detail = TerminalText.Safe(finding.Detail).ReplaceLineEndings(" ").TrimEnd('.');
        Console.Out.WriteLine($"{finding.Check}: {detail}.{(finding.Remedy is null ? "" : $" {finding.Remedy}.")}");
    }

    private static void Write(Utf8JsonWriter json, List<Finding> findings)
    {
        json.WriteBoolean("ok", !findings.Exists(finding => finding.Verdict == Verdict.Failed));
        json.WriteStartArray("checks");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("verdict", finding.Verdict switch { Verdict.Ok => "ok", Verdict.Failed => "fail", _ => "skip" });
            json.WriteString("detail", finding.Detail);
            if (finding.Remedy is null) json.WriteNull("remedy");
            else json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
