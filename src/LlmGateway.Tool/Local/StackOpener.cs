using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Reads a stack's template as if it were deployed here.</summary>
internal static class StackOpener
{
    /// <exception cref="TemplateException">CloudFormation would refuse it.</exception>
    /// <exception cref="LocalRunException">It can't be read.</exception>
    public static (ResolvedStack Resolved, AssetManifest Assets) Open(AssemblyStack stack, LocalRunOptions options)
    {
        if (!File.Exists(stack.TemplatePath)) throw new LocalRunException($"The template {stack.TemplatePath} is missing; synthesize the app again.");
        var json = File.ReadAllText(stack.TemplatePath);
        if (options.ChangeTemplate is { } change && JsonNode.Parse(json) is JsonObject template)
        {
            change(template);
            json = template.ToJsonString();
        }
        var environment = new TemplateEnvironment
        {
            StackName = stack.Name,
            Account = stack.Account ?? TemplateEnvironment.ExampleAccount,
            Region = stack.Region ?? options.Region,
        };
        return (ResolvedStack.From(StackTemplate.Parse(json, stack.TemplatePath), environment, options.Inputs), stack.Assets);
    }
}
