using Amazon.CDK;

namespace LlmGateway.Constructs.Testing;

/// <summary>
/// A stack's CloudFormation template as a text that changes only when the stack does: hashes of assets, of deployments and of versions are masked, and what
/// the CDK adds for itself is left out. A patch release of this package or of the CDK leaves it alone; a changed permission shows as a line in review.
/// </summary>
/// <example>
/// <code>
/// TemplateSnapshot.Of(new GatewayStack(app, "Gateway")).ShouldMatch("Gateway.template.json");
/// </code>
/// </example>
public sealed class TemplateSnapshot
{
    /// <summary>Environment variable that, set to <c>1</c>, makes <see cref="ShouldMatch"/> write the file instead of comparing with it.</summary>
    public const string UpdateVariable = "UPDATE_SNAPSHOTS";

    private readonly string text;

    private TemplateSnapshot(string template) => text = TemplateScrubber.Scrub(template);

    /// <summary>Synthesizes the app or stage that <paramref name="stack"/> stands in, and takes the stack's template.</summary>
    /// <param name="stack">The stack; nothing can be added to its app afterwards.</param>
    public static TemplateSnapshot Of(Stack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var stage = Stage.Of(stack) ?? throw new ArgumentException($"{stack.Node.Path} stands in no app or stage.", nameof(stack));
        return new TemplateSnapshot(File.ReadAllText(stage.Synth().GetStackArtifact(stack.ArtifactId).TemplateFullPath));
    }

    /// <summary>Takes a template as it was synthesized, such as the content of <c>cdk.out/Gateway.template.json</c>.</summary>
    /// <param name="template">The template as JSON.</param>
    public static TemplateSnapshot OfJson(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new TemplateSnapshot(template);
    }

    /// <summary>Compares with the snapshot in <paramref name="file"/>.</summary>
    /// <param name="file">
    /// Path of the snapshot. A relative one starts at the test's project: the nearest folder, from the test's output upwards, that holds a project file.
    /// </param>
    /// <exception cref="TemplateSnapshotException">The template differs, or there is no snapshot yet. The message shows the lines and how to accept them.</exception>
    public void ShouldMatch(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var path = Path.Combine(ProjectFolder(), file);
        if (System.Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }
        if (!File.Exists(path))
            throw new TemplateSnapshotException($"There is no snapshot {path} yet. Run the test once with {UpdateVariable}=1, read the file, and commit it.");
        // A checkout may have turned line ends into those of Windows.
        var accepted = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (accepted != text)
            throw new TemplateSnapshotException($"""
                The template is not the one in {path} (- accepted, + synthesized):
                {LineDifference.Between(accepted, text)}
                If this is what you want, run the test with {UpdateVariable}=1 and commit the file.
                """);
    }

    /// <summary>The snapshot's text.</summary>
    public override string ToString() => text;

    private static string ProjectFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.EnumerateFiles("*.*proj").Any()) return folder.FullName;
        return AppContext.BaseDirectory;
    }
}
