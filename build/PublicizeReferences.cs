using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mono.Cecil;

/// <summary>
/// Copies reference assemblies for the compiler and makes the listed members public in the copies. MSBuild compiles this file with
/// RoslynCodeTaskFactory, so it uses only the C# of .NET Standard 2.0.
/// </summary>
public class PublicizeReferences : Task
{
    /// <summary>The references of the compiler.</summary>
    [Required] public ITaskItem[] References { get; set; }

    /// <summary>"Assembly:Namespace.Type", "Assembly:Namespace.Type.Member"; nested types with '+', constructors as "..ctor".</summary>
    [Required] public ITaskItem[] Members { get; set; }

    [Required] public string OutputDirectory { get; set; }

    [Output] public ITaskItem[] Originals { get; set; }

    [Output] public ITaskItem[] Copies { get; set; }

    public override bool Execute()
    {
        var originals = new List<ITaskItem>();
        var copies = new List<ITaskItem>();
        Directory.CreateDirectory(OutputDirectory);
        foreach (var members in Members.Select(m => m.ItemSpec.Split(new[] { ':' }, 2)).GroupBy(m => m[0], m => m[1]))
        {
            var original = References.FirstOrDefault(r => Path.GetFileNameWithoutExtension(r.ItemSpec) == members.Key);
            if (original == null)
            {
                Log.LogError("build/MLNetBorder.props lists members of '{0}', but the project does not reference it.", members.Key);
                continue;
            }

            var copy = new TaskItem(Path.GetFullPath(Path.Combine(OutputDirectory, members.Key + ".dll")));
            original.CopyMetadataTo(copy);
            WriteIfChanged(copy.ItemSpec, Publicize(original.GetMetadata("FullPath"), members));
            originals.Add(original);
            copies.Add(copy);
        }

        Originals = originals.ToArray();
        Copies = copies.ToArray();
        return !Log.HasLoggedErrors;
    }

    private byte[] Publicize(string path, IEnumerable<string> members)
    {
        using (var resolver = new DefaultAssemblyResolver())
        {
            foreach (var directory in References.Select(r => Path.GetDirectoryName(r.GetMetadata("FullPath"))).Distinct())
                resolver.AddSearchDirectory(directory);

            using (var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver }))
            {
                foreach (var member in members.Where(m => !TryMakePublic(module, m)))
                    Log.LogError("'{0}' is missing in {1}. Adapt build/MLNetBorder.props and the Interop folder.", member, path);

                var stream = new MemoryStream();
                module.Write(stream, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
                return stream.ToArray();
            }
        }
    }

    private static bool TryMakePublic(ModuleDefinition module, string name)
    {
        var type = module.GetType(name.Replace('+', '/'));
        if (type != null)
        {
            for (; type != null; type = type.DeclaringType)
            {
                if (type.IsNested)
                    type.IsNestedPublic = true;
                else
                    type.IsPublic = true;
            }

            return true;
        }

        // In "Type..ctor", the first of the two dots separates type and member.
        var dot = name.EndsWith("..ctor", StringComparison.Ordinal) ? name.Length - "..ctor".Length : name.LastIndexOf('.');
        type = module.GetType(name.Substring(0, dot).Replace('+', '/'));
        if (type == null)
            return false;

        var member = name.Substring(dot + 1);
        var methods = type.Methods.Where(m => m.Name == member || m.Name == "get_" + member || m.Name == "set_" + member).ToList();
        methods.ForEach(m => m.IsPublic = true);
        var fields = type.Fields.Where(f => f.Name == member).ToList();
        fields.ForEach(f => f.IsPublic = true);
        return methods.Count + fields.Count > 0;
    }

    /// <summary>Leaves an unchanged file untouched, so that the compiler does not run again.</summary>
    private static void WriteIfChanged(string path, byte[] content)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).SequenceEqual(content))
            File.WriteAllBytes(path, content);
    }
}
