using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Template;

/// <summary>A resource as the template declares it, intrinsics unresolved.</summary>
/// <param name="LogicalId">Its key in the template.</param>
/// <param name="Type">For example <c>AWS::Lambda::Function</c>.</param>
/// <param name="Properties">May be empty.</param>
/// <param name="Condition">Name of the condition under which it exists; null: always.</param>
/// <param name="DependsOn">Logical ids.</param>
/// <param name="ConstructPath">The CDK's path of it; null outside the CDK.</param>
internal sealed record TemplateResource(
    string LogicalId, string Type, JsonObject Properties, string? Condition, IReadOnlyList<string> DependsOn, string? ConstructPath);
