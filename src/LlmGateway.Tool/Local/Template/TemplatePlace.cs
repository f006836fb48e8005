namespace LlmGateway.Tool.Local.Template;

/// <summary>Where in the template something stands, in words for a message.</summary>
/// <param name="Owner">For example <c>Resource Handler</c>.</param>
/// <param name="Path">Within the owner, for example <c>Environment.Variables</c>; may be empty.</param>
internal readonly record struct TemplatePlace(string Owner, string Path = "")
{
    public static TemplatePlace Resource(string logicalId) => new($"Resource {logicalId}");

    public TemplatePlace Down(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    public TemplatePlace Down(int index) => this with { Path = $"{Path}[{index}]" };

    public TemplateException Error(string problem) => new($"{this}: {problem}");

    public override string ToString() => Path.Length == 0 ? Owner : $"{Owner}, property {Path}";
}
